// AWS Signature Version 4: what is signed, as text. Whoever signs and whoever verifies builds it here. Hashes and keys are
// the caller's: this package runs in browsers too.
//
//   canonical request  method, path, query, headers, their names, and the hash of the body, a line each
//   string to sign     algorithm, time, scope, and the hash of the canonical request
//   signature          HMAC of the string to sign, under a key that is derived from the secret and the scope

export const SIGNATURE_ALGORITHM = 'AWS4-HMAC-SHA256';
/** What every scope ends with. */
export const SIGNATURE_SCOPE_END = 'aws4_request';

export interface CanonicalParts {
  method: string;
  /** As it stands in the request line: percent-encoded once, without the query. */
  path: string;
  /** As `canonicalQuery` gives it. */
  query: string;
  /** Names in small letters, in the order of their bytes, with their values as `canonicalHeaderValue` gives them. */
  headers: readonly (readonly [name: string, value: string])[];
  /** SHA-256 of the body, in hex. */
  bodyHash: string;
}

/** Every service but S3 encodes the path a second time before signing; so does this. */
export function canonicalRequest({ method, path, query, headers, bodyHash }: CanonicalParts): string {
  let lines = '';
  let names = '';
  for (const [name, value] of headers) {
    lines += `${name}:${value}\n`;
    names += names === '' ? name : `;${name}`;
  }
  return `${method}\n${canonicalPath(path)}\n${query}\n${lines}\n${names}\n${bodyHash}`;
}

export const canonicalPath = (path: string): string => path.split('/').map(encodeRfc3986).join('/');

/** Names and values, decoded; answers them encoded and in order. */
export function canonicalQuery(parameters: readonly (readonly [name: string, value: string])[]): string {
  if (parameters.length === 0) return '';
  return Array.from(parameters, ([name, value]) => [encodeRfc3986(name), encodeRfc3986(value)] as const)
    .sort(byNameThenValue)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function byNameThenValue(left: readonly [string, string], right: readonly [string, string]): number {
  const place = left[0] === right[0] ? 1 : 0;
  return left[place] < right[place] ? -1 : 1;
}

export const canonicalHeaderValue = (value: string): string => value.trim().replace(/ {2,}/g, ' ');

/** For which day, place and service a signature is good. `date` is `yyyymmdd`. */
export const signatureScope = (date: string, region: string, service: string): string =>
  `${date}/${region}/${service}/${SIGNATURE_SCOPE_END}`;

/** `timestamp` is `yyyymmddThhmmssZ`. */
export const stringToSign = (timestamp: string, scope: string, canonicalRequestHash: string): string =>
  `${SIGNATURE_ALGORITHM}\n${timestamp}\n${scope}\n${canonicalRequestHash}`;

/** `yyyymmddThhmmssZ` */
export const signatureTimestamp = (time: Date): string => time.toISOString().replace(/-|:|\.\d{3}/g, '');

/** Percent-encodes everything but the unreserved characters of RFC 3986. */
export const encodeRfc3986 = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
