// Requests signed by AWS's own signer.

import { type BinaryLike, createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AuthorizationRequest } from '../../http/authorizer.ts';
import { realm, requestOf } from './access-fixture.ts';

/** The hash that the signer is built with. */
class Sha256 {
  readonly #hash;
  constructor(secret?: BinaryLike) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }
  update(data: BinaryLike): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

export interface Signing {
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  at: number;
  region?: string;
  service?: string;
}

const signerOf = ({ credentials, region = realm.region, service = 'lambda' }: Signing): SignatureV4 =>
  new SignatureV4({ service, region, credentials, sha256: Sha256 as never });

function signable(request: AuthorizationRequest) {
  const [path = '', queryText = ''] = request.url.split('?');
  const pairs = Array.from(new URLSearchParams(queryText));
  const byName = Map.groupBy(pairs, ([name]) => name);
  const query = Object.fromEntries(
    Array.from(byName, ([name, same]) => [name, same.map(([, value]) => value)]),
  );
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  return {
    method: request.method,
    protocol: 'http:',
    hostname: 'localhost',
    path,
    query,
    headers,
    ...(request.body.length === 0 ? {} : { body: request.body }),
  };
}

/** The request with its signature in the headers. */
export async function signed(
  parts: Partial<AuthorizationRequest>,
  signing: Signing,
): Promise<AuthorizationRequest> {
  const request = requestOf(parts);
  const { headers } = await signerOf(signing).sign(signable(request), { signingDate: new Date(signing.at) });
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return { ...request, headers: Object.fromEntries(lower) };
}

/** The request with its signature in the query, good for so many seconds. */
export async function presigned(
  parts: Partial<AuthorizationRequest>,
  signing: Signing,
  expiresIn: number,
): Promise<AuthorizationRequest> {
  const request = requestOf(parts);
  const { path, query = {} } = await signerOf(signing).presign(signable(request), {
    signingDate: new Date(signing.at),
    expiresIn,
  });
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value ?? []].flat().map((each) => `${encodeURIComponent(name)}=${encodeURIComponent(each)}`),
  );
  return { ...request, url: `${path}?${pairs.join('&')}` };
}
