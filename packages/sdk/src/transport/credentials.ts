// Credentials from where a function finds them: its environment, or the endpoint of its container.

import { transportLimits } from './transport-limits.ts';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  /** Epoch milliseconds. Absent: they do not expire. */
  expiresAt?: number;
}

const CONTAINER_HOST = 'http://169.254.170.2';

/** Answers the credentials to sign with; undefined when there are none. */
export type CredentialProvider = () => Promise<Credentials | undefined> | Credentials | undefined;

/** Reads the environment once per answer, as a runtime may renew its variables, and asks the container if need be. */
export function environmentCredentials(env: NodeJS.ProcessEnv = process.env): CredentialProvider {
  let fetched: Promise<Credentials> | undefined;
  let expiresAt = Number.POSITIVE_INFINITY;
  return () => {
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN } = env;
    if (accessKeyId && secretAccessKey) {
      return AWS_SESSION_TOKEN
        ? { accessKeyId, secretAccessKey, sessionToken: AWS_SESSION_TOKEN }
        : { accessKeyId, secretAccessKey };
    }
    const url = containerUrl(env);
    if (url === undefined) return undefined;
    if (fetched === undefined || Date.now() > expiresAt - transportLimits.credentialsMarginMs) {
      expiresAt = Number.POSITIVE_INFINITY;
      fetched = fetchCredentials(url, env).then((credentials) => {
        expiresAt = credentials.expiresAt ?? Number.POSITIVE_INFINITY;
        return credentials;
      });
      // A failed fetch is not kept: the next request asks again.
      fetched.catch(() => {
        fetched = undefined;
      });
    }
    return fetched;
  };
}

function containerUrl(env: NodeJS.ProcessEnv): string | undefined {
  if (env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI) {
    return `${CONTAINER_HOST}${env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI}`;
  }
  return env.AWS_CONTAINER_CREDENTIALS_FULL_URI || undefined;
}

async function fetchCredentials(url: string, env: NodeJS.ProcessEnv): Promise<Credentials> {
  const file = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE;
  const { readFile } = process.getBuiltinModule('node:fs/promises');
  const token = file ? (await readFile(file, 'utf8')).trim() : env.AWS_CONTAINER_AUTHORIZATION_TOKEN;
  const response = await fetch(url, {
    headers: token ? { authorization: token } : {},
    signal: AbortSignal.timeout(transportLimits.credentialsFetchMsMax),
  });
  if (!response.ok) throw new Error(`The container's credential endpoint answered ${response.status}.`);
  return parseCredentials(await response.json());
}

function parseCredentials(body: unknown): Credentials {
  const member = (key: string): string | undefined => {
    const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, key) : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  const accessKeyId = member('AccessKeyId');
  const secretAccessKey = member('SecretAccessKey');
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new Error("The container's credential endpoint answered no credentials.");
  }
  const sessionToken = member('Token');
  const expiresAt = Date.parse(member('Expiration') ?? '');
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    ...(Number.isNaN(expiresAt) ? {} : { expiresAt }),
  };
}
