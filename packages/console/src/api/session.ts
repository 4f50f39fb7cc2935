// Who is asking, and how somebody comes to be known. Programs sign requests; a browser has a cookie.

import type { EpochSeconds } from '@perdure/protocol';
import { ApiError, send, sendForJson, setCsrfToken } from './http.ts';

const SESSION = '/perdure/auth/session';
const LOGIN_FRAGMENT = '#login-token=';

export interface Session {
  LoginRequired: boolean;
  /** Absent: nobody is logged in. */
  Identity?: { Arn: string };
  CsrfToken?: string;
  ExpirationTimestamp?: EpochSeconds;
}

/** A server that knows no logins answers everybody on its own machine. */
const openSession: Session = { LoginRequired: false };

/** Of the one-time link that led here, until it is used. */
let linkToken = takeLoginToken();
let linkFailure: unknown;

/** Why the one-time link that led here did not log in; undefined when there was none, or it did. */
export const failureOfLink = (): unknown => linkFailure;

export async function getSession(signal?: AbortSignal): Promise<Session> {
  const token = linkToken;
  linkToken = undefined;
  if (token !== undefined) {
    try {
      return await logIn({ Token: token });
    } catch (error) {
      linkFailure = error;
    }
  }
  try {
    return remember(await sendForJson<Session>({ path: SESSION, signal }));
  } catch (error) {
    if (error instanceof ApiError && error.isUnknownApi) return openSession;
    throw error;
  }
}

export type Credentials = { AccessKeyId: string; SecretAccessKey: string } | { Token: string };

export const logIn = async (credentials: Credentials): Promise<Session> =>
  remember(await sendForJson<Session>({ method: 'POST', path: SESSION, body: credentials }));

export async function logOut(): Promise<void> {
  await send({ method: 'DELETE', path: SESSION });
  setCsrfToken(undefined);
}

/** Takes the token of a one-time link out of the address, where it would stay in the history of the browser. */
function takeLoginToken(): string | undefined {
  const { hash, pathname, search } = window.location;
  if (!hash.startsWith(LOGIN_FRAGMENT)) return undefined;
  window.history.replaceState(window.history.state, '', `${pathname}${search}`);
  return decodeURIComponent(hash.slice(LOGIN_FRAGMENT.length));
}

function remember(session: Session): Session {
  setCsrfToken(session.CsrfToken);
  return session;
}
