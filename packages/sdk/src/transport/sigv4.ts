// AWS Signature Version 4 for requests with a body of text.
//
// The signature covers the host, the date, the body's hash and, if there is one, the session token. Nothing else that
// a proxy might rewrite is signed.

import type { KeyObject } from 'node:crypto';
import {
  canonicalRequest,
  SIGNATURE_ALGORITHM,
  SIGNATURE_SCOPE_END,
  signatureScope,
  signatureTimestamp,
  stringToSign,
} from '@perdure/protocol/sigv4';
import type { Credentials } from './credentials.ts';

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
let keyOf: { id: string; key: KeyObject } | undefined;

/** The headers that sign a request, as lines. */
export function signatureHeaders(
  { method, host, path, query, body }: SignableRequest,
  credentials: Credentials,
  { region, service }: SigningScope,
  now: Date,
): string {
  const timestamp = signatureTimestamp(now);
  const date = timestamp.slice(0, 'yyyymmdd'.length);
  const token = credentials.sessionToken;
  const bodyHash = sha256(body);
  const headers: [string, string][] = [
    ['host', host],
    ['x-amz-content-sha256', bodyHash],
    ['x-amz-date', timestamp],
  ];
  if (token !== undefined) headers.push(['x-amz-security-token', token]);
  const scope = signatureScope(date, region, service);
  const requestHash = sha256(canonicalRequest({ method, path, query, headers, bodyHash }));
  const signature = crypto()
    .createHmac('sha256', signingKey(credentials, date, { region, service }))
    .update(stringToSign(timestamp, scope, requestHash))
    .digest('hex');
  return (
    `x-amz-date: ${timestamp}\r\nx-amz-content-sha256: ${bodyHash}\r\n` +
    (token === undefined ? '' : `x-amz-security-token: ${token}\r\n`) +
    `authorization: ${SIGNATURE_ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, ` +
    `SignedHeaders=${headers.map(([name]) => name).join(';')}, Signature=${signature}\r\n`
  );
}

// Loaded with the first signature, as not every function signs.
const crypto = () => process.getBuiltinModule('node:crypto');

const sha256 = (text: string): string => crypto().hash('sha256', text, 'hex');

// The key is good for a day; deriving it takes four of the five HMACs of a signature.
function signingKey(credentials: Credentials, date: string, { region, service }: SigningScope): KeyObject {
  const id = `${credentials.secretAccessKey}/${date}/${region}/${service}`;
  if (keyOf?.id === id) return keyOf.key;
  let key: string | Buffer = `AWS4${credentials.secretAccessKey}`;
  for (const part of [date, region, service, SIGNATURE_SCOPE_END]) {
    key = crypto().createHmac('sha256', key).update(part).digest();
  }
  keyOf = { id, key: crypto().createSecretKey(Buffer.from(key)) };
  return keyOf.key;
}
