// The login of browsers: /perdure/auth/session, and the one-time links.

import { accepted, type Result, refused, toEpochSeconds } from '@perdure/protocol';
import { cookieOf, loginCookie } from '../../../auth/authenticator.ts';
import { isSameSecret, type SessionOwner } from '../../../auth/identities/console-sessions.ts';
import { identityLimits } from '../../../auth/identities/limits.ts';
import { accessLimits } from '../../../auth/limits.ts';
import { loginUrl } from '../../../auth/open-access.ts';
import { RateLimiter } from '../../../auth/rate-limiter.ts';
import { type Answer, type Api, type Call, jsonAnswer } from '../../api.ts';
import type { Identity } from '../../authorizer.ts';
import { isForeignPage } from '../../foreign-page.ts';
import { CREATED, NO_CONTENT, OK } from '../../http-status.ts';
import { readRequest } from '../../request-reading.ts';
import type { AuthPorts } from './auth-ports.ts';
import { secret } from './members.ts';

const path = '/perdure/auth/session';
const LOGIN_BYTES_MAX = 16_384;
const credentials = { AccessKeyId: secret, SecretAccessKey: secret, Token: secret };

export function sessionApis(ports: AuthPorts): Api[] {
  const failures = new RateLimiter(accessLimits.failuresPerSecondMax, accessLimits.failuresBurst);
  return [
    {
      name: 'perdure:GetSession',
      method: 'GET',
      path,
      isOpen: true,
      handle: async ({ identity }) => describe(identity, ports),
    },
    {
      name: 'perdure:CreateSession',
      method: 'POST',
      path,
      isOpen: true,
      bodyBytesMax: LOGIN_BYTES_MAX,
      handle: (call) => logIn(call, ports, failures),
    },
    {
      name: 'perdure:DeleteSession',
      method: 'DELETE',
      path,
      isOpen: true,
      handle: (call) => logOut(call, ports),
    },
    {
      name: 'perdure:CreateLoginLink',
      method: 'POST',
      path: '/perdure/auth/login-links',
      handle: (call) => makeLink(call, ports),
    },
  ];
}

function describe(
  identity: Identity,
  ports: AuthPorts,
  headers: Record<string, string> = {},
): Result<Answer> {
  const { login } = identity;
  const body = JSON.stringify({
    LoginRequired: ports.isLoginRequired(),
    ...(identity.isAnonymous ? {} : { Identity: { Arn: identity.arn } }),
    ...(login === undefined
      ? {}
      : { CsrfToken: login.csrfToken, ExpirationTimestamp: toEpochSeconds(login.expiresAt) }),
  });
  return accepted({ status: OK, headers: { ...headers, 'cache-control': 'no-store' }, body });
}

async function logIn(call: Call, ports: AuthPorts, failures: RateLimiter): Promise<Result<Answer>> {
  if (isForeignPage(call.headers)) return foreignPage();
  if (!ports.isLoginRequired()) return describe(call.identity, ports);
  const request = readRequest(call, { body: credentials });
  if (!request.ok) return request;
  const owner = ownerOf(request.value, ports);
  if (owner === undefined) {
    // Beyond some a second, failures are not written down: they could fill the disk.
    if (failures.take('login', ports.now()))
      await record(call, undefined, 'UnrecognizedClientException', ports);
    const message = 'The access key or the login token is wrong, was used already, or is too old.';
    return refused('UnrecognizedClientException', message);
  }
  const { token, session } = await ports.logins.begin(owner);
  const arn = arnOf(owner, ports);
  await record(call, arn, 'Succeeded', ports);
  const login = { csrfToken: session.csrfToken, expiresAt: session.expiresAt };
  const cookie = cookieText(token, identityLimits.consoleSessionSeconds, call.isSecure);
  return describe({ arn, login }, ports, { 'set-cookie': cookie });
}

interface Credentials {
  AccessKeyId?: string;
  SecretAccessKey?: string;
  Token?: string;
}

/** Whose credentials they are; undefined when they are nobody's. */
function ownerOf(given: Credentials, { identities, logins }: AuthPorts): SessionOwner | undefined {
  const { AccessKeyId, SecretAccessKey, Token } = given;
  if (Token !== undefined) return logins.useLink(Token);
  if (AccessKeyId === undefined || SecretAccessKey === undefined) return undefined;
  const known = identities.knownKey(AccessKeyId);
  const isTheirs = isSameSecret(SecretAccessKey, known?.secret ?? '');
  if (known === undefined || known.key.status !== 'Active' || !isTheirs) return undefined;
  return { kind: 'user', name: known.user.name, accessKeyId: AccessKeyId };
}

async function logOut(call: Call, { logins }: AuthPorts): Promise<Result<Answer>> {
  if (isForeignPage(call.headers)) return foreignPage();
  const token = cookieOf(call.headers, loginCookie);
  if (token !== undefined) await logins.end(token);
  return accepted({ status: NO_CONTENT, headers: { 'set-cookie': cookieText('', 0, call.isSecure) } });
}

/** A link logs in as whoever asked for it. */
async function makeLink(call: Call, ports: AuthPorts): Promise<Result<Answer>> {
  const { identity } = call;
  const isRoot = identity.arn.endsWith(':root');
  if (!isRoot && identity.userName === undefined) {
    const message = 'A role cannot log in to the console; ask for a link with the access key of a user.';
    return refused('InvalidParameterValueException', message);
  }
  const owner: SessionOwner =
    identity.userName === undefined ? { kind: 'root' } : { kind: 'user', name: identity.userName };
  const { token, expiresAt } = ports.logins.makeLink(owner);
  const Url = loginUrl(ports.endpoint(), token);
  return jsonAnswer({ Url, ExpirationTimestamp: toEpochSeconds(expiresAt) }, CREATED);
}

/** Browsers send a cookie that is `Strict` with requests of its own site only, and show an `HttpOnly` one to no script. */
const cookieText = (token: string, seconds: number, isSecure: boolean): string =>
  `${loginCookie}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${isSecure ? '; Secure' : ''}`;

function arnOf(owner: SessionOwner, { realm: { partition, account } }: AuthPorts): string {
  return `arn:${partition}:iam::${account}:${owner.kind === 'root' ? 'root' : `user/${owner.name}`}`;
}

const record = (
  { requestId, headers }: Call,
  identity: string | undefined,
  outcome: string,
  { audit, now }: AuthPorts,
): Promise<void> =>
  audit.record({
    at: now(),
    requestId,
    action: 'perdure:CreateSession',
    resource: identity ?? '*',
    ...(identity === undefined ? {} : { identity }),
    ...(headers['user-agent'] === undefined
      ? {}
      : { userAgent: headers['user-agent'].slice(0, accessLimits.auditTextCharsMax) }),
    outcome,
  });

const foreignPage = (): ReturnType<typeof refused> =>
  refused('AccessDeniedException', 'A web page of another origin may not log in or out here.');
