// AWS Signature Version 4 for requests with a body of text and no query that needs normalizing twice.
//
// The signature covers the host, the date, the body's hash and, if there is one, the session token. Nothing else that
// a proxy might rewrite is signed.

import * as crypto from 'node:crypto';
import type { Credentials } from './credentials.ts';

const ALGORITHM = 'AWS4-HMAC-SHA256';
const SIGNED_TERM = 'aws4_request';

export interface SignableRequest {
  method: string;
  host: string;
  /** As it stands in the request line, percent-encoded. */
  path: string;
  /** Encoded name-value pairs, sorted, without the question mark. Empty for none. */
  query: string;
  body: string;
}

export interface SigningScope {
  region: string;
  service: string;
}

// A key object: with raw bytes, making the HMAC costs five times as much as using it.
let keyOf: { id: string; key: crypto.KeyObject } | undefined;

/** The headers that sign a request, as lines. */
export function signatureHeaders(
  request: SignableRequest,
  credentials: Credentials,
  scope: SigningScope,
  now: Date,
): string {
  const timestamp = now.toISOString().replace(/-|:|\.\d{3}/g, '');
  const date = timestamp.slice(0, 'yyyymmdd'.length);
  const token = credentials.sessionToken;
  const bodyHash = sha256(request.body);
  const canonicalHeaders =
    `host:${request.host}\nx-amz-content-sha256:${bodyHash}\nx-amz-date:${timestamp}\n` +
    (token === undefined ? '' : `x-amz-security-token:${token}\n`);
  const signedHeaders = `host;x-amz-content-sha256;x-amz-date${token === undefined ? '' : ';x-amz-security-token'}`;
  // Every service but S3 encodes the path a second time before signing.
  const path = request.path.split('/').map(encodeRfc3986).join('/');
  const canonicalRequest = `${request.method}\n${path}\n${request.query}\n${canonicalHeaders}\n${signedHeaders}\n${bodyHash}`;
  const credentialScope = `${date}/${scope.region}/${scope.service}/${SIGNED_TERM}`;
  const stringToSign = `${ALGORITHM}\n${timestamp}\n${credentialScope}\n${sha256(canonicalRequest)}`;
  const signature = crypto
    .createHmac('sha256', signingKey(credentials, date, scope))
    .update(stringToSign)
    .digest('hex');
  return (
    `x-amz-date: ${timestamp}\r\nx-amz-content-sha256: ${bodyHash}\r\n` +
    (token === undefined ? '' : `x-amz-security-token: ${token}\r\n`) +
    `authorization: ${ALGORITHM} Credential=${credentials.accessKeyId}/${credentialScope}, ` +
    `SignedHeaders=${signedHeaders}, Signature=${signature}\r\n`
  );
}

/** Percent-encodes everything but the unreserved characters of RFC 3986. */
export const encodeRfc3986 = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const sha256 = (text: string): string => crypto.hash('sha256', text, 'hex');

// The key is good for a day; deriving it takes four of the five HMACs of a signature.
function signingKey(
  credentials: Credentials,
  date: string,
  { region, service }: SigningScope,
): crypto.KeyObject {
  const id = `${credentials.secretAccessKey}/${date}/${region}/${service}`;
  if (keyOf?.id === id) return keyOf.key;
  let key: string | Buffer = `AWS4${credentials.secretAccessKey}`;
  for (const part of [date, region, service, SIGNED_TERM]) {
    key = crypto.createHmac('sha256', key).update(part).digest();
  }
  keyOf = { id, key: crypto.createSecretKey(Buffer.from(key)) };
  return keyOf.key;
}
