// What a request claims about its signature: who signed it, when, for which scope, and what it covers. It comes in the
// Authorization header, or in the query of a presigned URL. Nothing of it is believed here.

import { accepted, MILLIS_PER_SECOND, type Millis, type Result, refused } from '@perdure/protocol';
import { SIGNATURE_ALGORITHM, SIGNATURE_SCOPE_END } from '@perdure/protocol/sigv4';
import type { UnreadRequest } from '../../http/authorizer.ts';
import { signatureLimits } from './limits.ts';

export interface SignatureClaim {
  accessKeyId: string;
  /** `yyyymmdd` */
  date: string;
  region: string;
  service: string;
  /** `yyyymmddThhmmssZ` */
  timestamp: string;
  signedAt: Millis;
  /** Absent for a signature in the header, which is good as long as the clocks allow. */
  expiresAt?: Millis;
  /** In small letters and in order. */
  signedHeaders: readonly string[];
  /** 64 hexadecimal digits. */
  signature: string;
  sessionToken?: string;
  /** The decoded parameters of the query that are signed. */
  query: readonly (readonly [string, string])[];
}

const hexSignature = /^[0-9a-f]{64}$/;
const isoBasic = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
const headerName = /^[a-z0-9!#$%&'*+.^_`|~-]+$/;

/** Reads the claim; undefined when the request carries no signature at all. */
export function readClaim(request: UnreadRequest): Result<SignatureClaim> | undefined {
  const { headers, url } = request;
  const cut = url.indexOf('?');
  const query = cut === -1 ? [] : [...new URLSearchParams(url.slice(cut + 1))];
  const { authorization } = headers;
  const isPresigned = query.some(([name]) => name === 'X-Amz-Signature' || name === 'X-Amz-Algorithm');
  if (authorization !== undefined && isPresigned) {
    return incomplete('The request is signed twice, in the Authorization header and in the query');
  }
  if (authorization !== undefined) return headerClaim(authorization, request, query);
  return isPresigned ? queryClaim(query) : undefined;
}

function headerClaim(
  authorization: string,
  { headers }: UnreadRequest,
  query: readonly (readonly [string, string])[],
): Result<SignatureClaim> {
  const space = authorization.indexOf(' ');
  const algorithm = space === -1 ? authorization : authorization.slice(0, space);
  if (algorithm !== SIGNATURE_ALGORITHM) return unknownAlgorithm(algorithm);
  const parts = new Map<string, string>();
  for (const part of authorization.slice(algorithm.length).split(',')) {
    const equals = part.indexOf('=');
    const name = part.slice(0, equals).trim();
    if (equals === -1 || parts.has(name)) return incomplete('The Authorization header is malformed');
    parts.set(name, part.slice(equals + 1).trim());
  }
  const date = headers['x-amz-date'];
  const token = headers['x-amz-security-token'];
  return claimOf({
    credential: parts.get('Credential'),
    signedHeaders: parts.get('SignedHeaders'),
    signature: parts.get('Signature'),
    timestamp: typeof date === 'string' ? date : undefined,
    ...(typeof token === 'string' ? { sessionToken: token } : {}),
    query,
  });
}

function queryClaim(query: readonly (readonly [string, string])[]): Result<SignatureClaim> {
  const values = new Map<string, string>();
  for (const [name, value] of query) {
    if (!name.startsWith('X-Amz-')) continue;
    if (values.has(name)) return incomplete(`The query gives ${name} twice`);
    values.set(name, value);
  }
  const algorithm = values.get('X-Amz-Algorithm') ?? '';
  if (algorithm !== SIGNATURE_ALGORITHM) return unknownAlgorithm(algorithm);
  const expires = Number(values.get('X-Amz-Expires') ?? Number.NaN);
  if (!Number.isInteger(expires) || expires < 1 || expires > signatureLimits.expiresSecondsMax) {
    return incomplete(`X-Amz-Expires must be 1 to ${signatureLimits.expiresSecondsMax} seconds`);
  }
  const sessionToken = values.get('X-Amz-Security-Token');
  const claim = claimOf({
    credential: values.get('X-Amz-Credential'),
    signedHeaders: values.get('X-Amz-SignedHeaders'),
    signature: values.get('X-Amz-Signature'),
    timestamp: values.get('X-Amz-Date'),
    ...(sessionToken === undefined ? {} : { sessionToken }),
    query: query.filter(([name]) => name !== 'X-Amz-Signature'),
  });
  if (!claim.ok) return claim;
  return accepted({ ...claim.value, expiresAt: claim.value.signedAt + expires * MILLIS_PER_SECOND });
}

interface ClaimTexts {
  credential: string | undefined;
  signedHeaders: string | undefined;
  signature: string | undefined;
  timestamp: string | undefined;
  sessionToken?: string;
  query: readonly (readonly [string, string])[];
}

function claimOf(texts: ClaimTexts): Result<SignatureClaim> {
  const { credential, signedHeaders, signature, timestamp, sessionToken, query } = texts;
  if (!credential) return missing('Credential');
  if (!signedHeaders) return missing('SignedHeaders');
  if (!signature) return missing('Signature');
  if (!timestamp) return missing('X-Amz-Date');
  // An access key id may not hold a slash, so what stands before the last four parts is all of it.
  const [accessKeyId = '', date = '', region = '', service = '', end, ...rest] = credential.split('/');
  const isScope = end === SIGNATURE_SCOPE_END && rest.length === 0 && accessKeyId !== '';
  if (!isScope || accessKeyId.length > signatureLimits.accessKeyIdCharsMax) {
    return incomplete('The Credential must be <access key id>/<date>/<region>/<service>/aws4_request');
  }
  const signedAt = readTimestamp(timestamp);
  if (signedAt === undefined) return incomplete('X-Amz-Date must be a time such as 20260131T235959Z');
  if (!timestamp.startsWith(date) || date.length !== 'yyyymmdd'.length) {
    return refused(
      'InvalidSignatureException',
      'The date of the Credential is not the day of X-Amz-Date; sign the request again.',
    );
  }
  const names = signedHeaders.split(';');
  if (names.length > signatureLimits.signedHeadersMax || !isInOrder(names)) {
    return incomplete('SignedHeaders must be names in small letters, in order and without repetition');
  }
  if (!hexSignature.test(signature)) return incomplete('The Signature must be 64 hexadecimal digits');
  const scope = { accessKeyId, date, region, service };
  const token = sessionToken === undefined ? {} : { sessionToken };
  return accepted({ ...scope, timestamp, signedAt, signedHeaders: names, signature, ...token, query });
}

const isInOrder = (names: readonly string[]): boolean =>
  names.every((name, index) => headerName.test(name) && (index === 0 || (names[index - 1] ?? '') < name));

function readTimestamp(text: string): Millis | undefined {
  const match = isoBasic.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}

const incomplete = (message: string): ReturnType<typeof refused> =>
  refused('IncompleteSignatureException', `${message}.`);
const missing = (what: string): ReturnType<typeof refused> =>
  incomplete(`The signature lacks ${what}; sign the request as AWS Signature Version 4 asks`);
const unknownAlgorithm = (algorithm: string): ReturnType<typeof refused> =>
  incomplete(
    `The signature algorithm '${algorithm.slice(0, SIGNATURE_ALGORITHM.length)}' is not known here; sign with ${SIGNATURE_ALGORITHM}`,
  );
