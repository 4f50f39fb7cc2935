// Finds out who sends a request: by its signature, or by the cookie of a browser that has logged in.

import type { IncomingHttpHeaders } from 'node:http';
import { accepted, type Millis, type Realm, type Result, refused } from '@perdure/protocol';
import type { AuthorizationRequest, UnreadRequest } from '../http/authorizer.ts';
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
    if (claim === undefined) return this.#withoutSignature(request);
    const claimed = this.#claimed(request, claim);
    if (!claimed.ok) return claimed;
    const { claim: made, holder } = claimed.value;
    const verified = verifySignature(request, made, holder.secret, this.#keys);
    return verified.ok ? accepted({ ...holder.caller(), accessKeyId: made.accessKeyId }) : verified;
  }

  /** Refuses whoever `identify` would refuse whatever the body is. */
  screen(request: UnreadRequest): Result<unknown> {
    const claim = readClaim(request);
    return claim === undefined ? this.#withoutSignature(request) : this.#claimed(request, claim);
  }

  #withoutSignature(request: UnreadRequest): Result<Caller> {
    const token = cookieOf(request.headers, loginCookie);
    if (token !== undefined) return this.#byLogin(request, token);
    return refused(
      'MissingAuthenticationTokenException',
      'Missing Authentication Token: this server asks for signed requests. Give the client an access key.',
    );
  }

  /** Whose signature it is said to be, when it is for here and now and the key is known. */
  #claimed(
    request: UnreadRequest,
    claim: Result<SignatureClaim>,
  ): Result<{ claim: SignatureClaim; holder: Holder }> {
    if (!claim.ok) return claim;
    const { realm, now } = this.#options;
    const expected = { region: realm.region, service: request.service };
    const misplaced = scopeRefusal(claim.value, expected, now());
    if (misplaced !== undefined) return misplaced;
    const holder =
      claim.value.sessionToken === undefined ? this.#user(claim.value) : this.#session(claim.value);
    return holder.ok ? accepted({ claim: claim.value, holder: holder.value }) : holder;
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
  #byLogin(request: UnreadRequest, token: string): Result<Caller> {
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
