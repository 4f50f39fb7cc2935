// Our signature against that of AWS's own implementation, over random requests, credentials and times.

import { type BinaryLike, createHash, createHmac } from 'node:crypto';
import { encodeRfc3986 } from '@perdure/protocol/sigv4';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Credentials } from '../src/transport/credentials.ts';
import { signatureHeaders } from '../src/transport/sigv4.ts';

/** The hash that the oracle is built with. */
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

const credentialsArbitrary: fc.Arbitrary<Credentials> = fc.record(
  {
    accessKeyId: fc.stringMatching(/^[A-Z0-9]{20}$/),
    secretAccessKey: fc.stringMatching(/^[A-Za-z0-9/+=]{40}$/),
    sessionToken: fc.stringMatching(/^[A-Za-z0-9/+=]{1,100}$/),
  },
  { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
);

const requestArbitrary = fc.record({
  method: fc.constantFrom('GET', 'POST'),
  arn: fc.string({ unit: 'grapheme' }).map((text) => `arn:${text}`),
  marker: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
  body: fc.string({ unit: 'grapheme' }),
});

test('sdk issue 4.4: the signature is the one that @smithy/signature-v4 makes', async () => {
  await fc.assert(
    fc.asyncProperty(
      requestArbitrary,
      credentialsArbitrary,
      fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
      fc.constantFrom('us-east-1', 'eu-central-1', 'cn-north-1'),
      async (request, credentials, now, region) => {
        const path = `/2025-12-01/durable-executions/${encodeRfc3986(request.arn)}/checkpoint`;
        const host = `lambda.${region}.amazonaws.com`;
        const query = request.marker === undefined ? '' : `Marker=${encodeRfc3986(request.marker)}`;
        const ours = signatureHeaders(
          { method: request.method, host, path, query, body: request.body },
          credentials,
          { region, service: 'lambda' },
          now,
        );
        const oracle = new SignatureV4({ service: 'lambda', region, credentials, sha256: Sha256 as never });
        const signed = await oracle.sign(
          {
            method: request.method,
            protocol: 'https:',
            hostname: host,
            path,
            query: request.marker === undefined ? {} : { Marker: request.marker },
            headers: { host },
            body: request.body,
          },
          { signingDate: now },
        );
        expect(ours).toContain(`authorization: ${signed.headers.authorization}\r\n`);
        expect(ours).toContain(`x-amz-date: ${signed.headers['x-amz-date']}\r\n`);
      },
    ),
    { numRuns: 300, seed: 17 },
  );
});
