// Where the Lambda API is.

import type { HttpOrigin } from './http-connection.ts';

export interface Endpoint {
  origin: HttpOrigin;
  /** For the Host header: the port only where it is not the scheme's. */
  host: string;
  /** Prefix of every path, without a slash at its end. */
  basePath: string;
  region: string;
  /** Whether someone named it. A named endpoint may be one that asks for no signature. */
  isNamed: boolean;
}

const HTTP_PORT = 80;
const HTTPS_PORT = 443;

/** Reads AWS_ENDPOINT_URL_LAMBDA, AWS_ENDPOINT_URL and the region. Throws when there is neither. */
export function environmentEndpoint(env: NodeJS.ProcessEnv = process.env): Endpoint {
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || regionOfNothing(env);
  const named = env.AWS_ENDPOINT_URL_LAMBDA || env.AWS_ENDPOINT_URL;
  const url = new URL(named || `https://lambda.${region}.${domainOf(region)}`);
  const isTls = url.protocol === 'https:';
  if (!isTls && url.protocol !== 'http:')
    throw new Error(`The endpoint ${url.href} must begin with http or https.`);
  return {
    origin: {
      isTls,
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? (isTls ? HTTPS_PORT : HTTP_PORT) : Number(url.port),
    },
    host: url.host,
    basePath: url.pathname.replace(/\/$/, ''),
    region,
    isNamed: Boolean(named),
  };
}

// A self-hosted endpoint does not care for the region, but a signature needs one.
function regionOfNothing(env: NodeJS.ProcessEnv): string {
  if (env.AWS_ENDPOINT_URL_LAMBDA || env.AWS_ENDPOINT_URL) return 'us-east-1';
  throw new Error(
    'The region is not known. Set AWS_REGION, or AWS_ENDPOINT_URL_LAMBDA for a server of your own.',
  );
}

const domainOf = (region: string): string =>
  region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
