// Finds out who sends a request: by its signature, or by the cookie of a browser that has logged in.

import type { IncomingHttpHeaders } from 'node:http';
import { accepted, type Millis, type Realm, type Result, refused } from '@perdure/protocol';
import type { AuthorizationRequest } from '../http/authorizer.ts';
import { isForeignPage } from '../http/foreign-page.ts';
import { type Caller, roleCaller, rootCaller, userCaller } from './caller.ts';
import { type ConsoleSession, type ConsoleSessions, isSameSecret } from './identities/console-sessions.ts';
import type { Identities } from './identities/identities.ts';
import type { SessionTokens } from './identities/session-tokens.ts';
import { readClaim, type SignatureClaim } from './signature/signature-claim.ts';
import { SigningKeys } from './signature/signing-keys.ts';
import { scopeRefusal, verifySignature } from './signature/verify-signature.ts';

export interface AuthenticatorOptions {
  realm: Realm;
  now(): Millis;
  identities: Identities;
  sessions: SessionTokens;
  logins: ConsoleSessions;
}

export const loginCookie = 'perdure_session';
const csrfHeader = 'x-perdure-csrf';

export class Authenticator {
  readonly #options: AuthenticatorOptions;
  readonly #keys = new SigningKeys();

  constructor(options: AuthenticatorOptions) {
    this.#options = options;
  }

  identify(request: AuthorizationRequest): Result<Caller> {
    const claim = readClaim(request);
    if (claim !== undefined) return claim.ok ? this.#bySignature(request, claim.value) : claim;
    const token = cookieOf(request.headers, loginCookie);
    if (token !== undefined) return this.#byLogin(request, token);
    return refused(
      'MissingAuthenticationTokenException',
      'Missing Authentication Token: this server asks for signed requests. Give the client an access key.',
    );
  }

  #bySignature(request: AuthorizationRequest, claim: SignatureClaim): Result<Caller> {
    const { realm, now } = this.#options;
    const misplaced = scopeRefusal(claim, { region: realm.region, service: request.service }, now());
    if (misplaced !== undefined) return misplaced;
    const holder = claim.sessionToken === undefined ? this.#user(claim) : this.#session(claim);
    if (!holder.ok) return holder;
    const { secret, caller } = holder.value;
    const verified = verifySignature(request, claim, secret, this.#keys);
    return verified.ok ? accepted({ ...caller(), accessKeyId: claim.accessKeyId }) : verified;
  }

  #user({ accessKeyId }: SignatureClaim): Result<Holder> {
    const known = this.#options.identities.knownKey(accessKeyId);
    if (known === undefined || known.key.status !== 'Active') return unrecognized();
    return accepted({ secret: known.secret, caller: () => userCaller(known.user, this.#options.realm) });
  }

  #session({ accessKeyId, sessionToken = '' }: SignatureClaim): Result<Holder> {
    const { sessions, identities, realm } = this.#options;
    const session = sessions.open(sessionToken);
    if (session === undefined || session.accessKeyId !== accessKeyId) return unrecognized();
    if (sessions.isOver(session)) return ended();
    return accepted({ secret: session.secret, caller: () => roleCaller(session, identities, realm) });
  }

  /** A browser sends its cookie whoever made it send the request, so the page must prove that it is one of ours. */
  #byLogin(request: AuthorizationRequest, token: string): Result<Caller> {
    const session = this.#options.logins.find(token);
    if (session === undefined) return ended();
    if (isForeignPage(request.headers)) {
      return refused(
        'AccessDeniedException',
        'A web page of another origin may not use the login of this one.',
      );
    }
    const proof = request.headers[csrfHeader];
    if (request.method !== 'GET' && !isSameSecret(String(proof ?? ''), session.csrfToken)) {
      const message = `The header ${csrfHeader} must hold the CsrfToken of the session.`;
      return refused('AccessDeniedException', message);
    }
    return this.#loggedIn(session);
  }

  #loggedIn(session: ConsoleSession): Result<Caller> {
    const { identities, realm } = this.#options;
    const { owner } = session;
    if (owner.kind === 'root') return accepted(rootCaller(realm, session));
    const user = identities.user(owner.name);
    const isKeyGood =
      owner.accessKeyId === undefined || identities.knownKey(owner.accessKeyId)?.key.status === 'Active';
    return user !== undefined && isKeyGood ? accepted(userCaller(user, realm, session)) : ended();
  }
}

interface Holder {
  secret: string;
  caller(): Caller;
}

const unrecognized = (): ReturnType<typeof refused> =>
  refused('UnrecognizedClientException', 'The security token included in the request is invalid.');
const ended = (): ReturnType<typeof refused> =>
  refused('ExpiredTokenException', 'The security token included in the request is expired.');

export function cookieOf({ cookie }: IncomingHttpHeaders, name: string): string | undefined {
  for (const pair of cookie?.split(';') ?? []) {
    const equals = pair.indexOf('=');
    if (equals !== -1 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}
