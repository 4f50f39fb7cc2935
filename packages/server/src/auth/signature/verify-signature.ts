// Whether a request is what the holder of a secret signed, now and for this server.
//
// V1  The signature covers the method, the path, the whole query, the body, the Host header and every x-amz-* header.
// V2  It is compared in constant time.
// V3  What is hashed is the body that arrived, never what a header says of it.

import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Millis, type Result, refused } from '@perdure/protocol';
import {
  canonicalHeaderValue,
  canonicalQuery,
  canonicalRequest,
  signatureScope,
  signatureTimestamp,
  stringToSign,
} from '@perdure/protocol/sigv4';
import type { AuthorizationRequest } from '../../http/authorizer.ts';
import { signatureLimits } from './limits.ts';
import type { SignatureClaim } from './signature-claim.ts';
import type { SigningKeys } from './signing-keys.ts';

type Refused = ReturnType<typeof refused>;

/** Why the claim cannot hold, whatever the secret: it is for another place or another time. */
export function scopeRefusal(
  claim: SignatureClaim,
  expected: { region: string; service: string },
  now: Millis,
): Refused | undefined {
  if (claim.region !== expected.region) {
    return invalid(
      `Credential should be scoped to a valid region, not '${shown(claim.region)}': this server is ${expected.region}.`,
    );
  }
  if (claim.service !== expected.service) {
    return invalid(`Credential should be scoped to correct service: '${expected.service}'.`);
  }
  const { clockSkewMillisMax } = signatureLimits;
  const skew = `${clockSkewMillisMax / MINUTE_MILLIS} min`;
  if (claim.signedAt > now + clockSkewMillisMax) {
    return invalid(
      `Signature not yet current: ${claim.timestamp} is still later than ${stamp(now)} plus ${skew}. Check the clock.`,
    );
  }
  const end = claim.expiresAt ?? claim.signedAt + clockSkewMillisMax;
  if (end < now) {
    return invalid(
      `Signature expired: it was good until ${stamp(end)}, and it is now ${stamp(now)}. Sign the request again; if it was signed just now, check the clock.`,
    );
  }
  return undefined;
}

const MINUTE_MILLIS = 60_000;
const stamp = (time: Millis): string => signatureTimestamp(new Date(time));
const SHOWN_CHARS_MAX = 64;
const shown = (text: string): string => text.slice(0, SHOWN_CHARS_MAX);
const invalid = (message: string): Refused => refused('InvalidSignatureException', message);

/** Judges a claim whose scope has been judged, under the secret of its access key. */
export function verifySignature(
  request: AuthorizationRequest,
  claim: SignatureClaim,
  secret: string,
  keys: SigningKeys,
): Result<void> {
  const uncovered = coverageRefusal(request.headers, claim);
  if (uncovered !== undefined) return uncovered;
  const bodyHash = hash('sha256', request.body, 'hex');
  const misdeclared = payloadRefusal(request.headers['x-amz-content-sha256'], bodyHash);
  if (misdeclared !== undefined) return misdeclared;
  const cut = request.url.indexOf('?');
  const text = canonicalRequest({
    method: request.method,
    path: cut === -1 ? request.url : request.url.slice(0, cut),
    query: canonicalQuery(claim.query),
    headers: claim.signedHeaders.map((name) => [name, headerValue(request.headers, name)] as const),
    bodyHash,
  });
  const scope = signatureScope(claim.date, claim.region, claim.service);
  const signature = createHmac('sha256', keys.key(claim, secret))
    .update(stringToSign(claim.timestamp, scope, hash('sha256', text, 'hex')))
    .digest();
  if (timingSafeEqual(signature, Buffer.from(claim.signature, 'hex'))) return { ok: true, value: undefined };
  return invalid(
    'The request signature does not match: the secret access key is another one, or the request was changed on its way. A proxy must leave path, query and Host as they are.',
  );
}

/** Headers that change what a request means and are not signed could be changed on the way. */
function coverageRefusal(headers: IncomingHttpHeaders, claim: SignatureClaim): Refused | undefined {
  const uncovered = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))].find(
    (name) => !claim.signedHeaders.includes(name),
  );
  if (uncovered !== undefined) {
    return refused('IncompleteSignatureException', `The header ${shown(uncovered)} must be signed.`);
  }
  const absent = claim.signedHeaders.find((name) => headers[name] === undefined);
  if (absent === undefined) return undefined;
  return invalid(`The signature covers the header ${shown(absent)}, which did not arrive.`);
}

/** What the client declares the body's hash to be. AWS takes other declarations for S3 only. */
function payloadRefusal(declared: string | string[] | undefined, bodyHash: string): Refused | undefined {
  if (declared === undefined || declared === bodyHash) return undefined;
  const kind = String(declared);
  if (kind === 'UNSIGNED-PAYLOAD' || kind.startsWith('STREAMING-')) {
    return invalid(`${shown(kind)} is not accepted here: sign the body as a whole.`);
  }
  return invalid('The header x-amz-content-sha256 is not the hash of the body that arrived.');
}

function headerValue(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  if (value === undefined) return '';
  return typeof value === 'string' ? canonicalHeaderValue(value) : value.map(canonicalHeaderValue).join(',');
}
