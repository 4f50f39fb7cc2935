// Requests that are broken below the level of APIs: lengths that are not true, headers that come twice or contradict each other,
// bodies that are cut. A bug shows as a 500, as a connection that is never answered nor closed, or as something that was done.

import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FaultServer, startFaultServer } from './fault-server.ts';
import { GUARD_MILLIS, isFullSize, sized } from './full-size.ts';
import { RawConnection } from './raw-connection.ts';

let server: FaultServer;
beforeAll(async () => {
  server = await startFaultServer({ requestArrivalMillis: 10_000 });
});
afterAll(() => server.end());

const CREATED = 201;
const SERVER_FAULT = 500;
const RUNS = sized(60, 3000);
const body = JSON.stringify({ Name: 'shed' });
const lengths = [
  '0',
  '1',
  String(body.length),
  String(body.length + 5),
  '-1',
  '1e3',
  '99999999999999999999',
  '+14',
  '',
];
const pieces = [
  ...lengths.map((length) => `Content-Length: ${length}`),
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: gzip',
  'Transfer-Encoding: chunked, identity',
  'Expect: 100-continue',
  'Expect: something-else',
  'Connection: Upgrade',
  'Upgrade: perdure',
  'Host: localhost',
  'Host: elsewhere',
  'Content-Type: application/json',
  'Content-Type: text/plain',
  'Content-Type: \u0001',
  'Content-Encoding: gzip',
  'Authorization: Bearer x',
  'X-Amz-Target: DynamoDB_20120810.PutItem',
  'x'.repeat(20_000),
  ': nothing',
  'No colon',
  ' Folded: yes',
];
const requestLines = [
  'POST /perdure/worker-tokens HTTP/1.1',
  'POST /perdure/worker-tokens HTTP/1.0',
  'POST /perdure/worker-tokens HTTP/9.9',
  'POST  /perdure/worker-tokens HTTP/1.1',
  'POST http://localhost/perdure/worker-tokens HTTP/1.1',
  'POST * HTTP/1.1',
  'CONNECT localhost:1 HTTP/1.1',
  'post /perdure/worker-tokens HTTP/1.1',
  `POST /${'x'.repeat(20_000)} HTTP/1.1`,
];
const bodies = [
  body,
  body.slice(0, 5),
  '',
  `e\r\n${body}\r\n0\r\n\r\n`,
  'zz\r\n',
  `ffffffffffffffff\r\n${body}`,
];

const broken = fc
  .tuple(
    fc.constantFrom(...requestLines),
    fc.array(fc.constantFrom(...pieces), { maxLength: 5 }),
    fc.constantFrom(...bodies),
    fc.constantFrom('\r\n', '\n'),
  )
  .map(
    ([line, headers, sent, end]) => `${[line, 'Host: localhost', ...headers].join(end)}${end}${end}${sent}`,
  );

const tokens = async (): Promise<number> => {
  const answer = await fetch(`${server.process.endpoint}/perdure/worker-tokens`);
  return ((await answer.json()) as { WorkerTokens: unknown[] }).WorkerTokens.length;
};

test('a broken request is answered or its connection is closed, and only what was accepted is done', {
  timeout: GUARD_MILLIS,
}, async () => {
  await fc.assert(
    fc.asyncProperty(broken, async (bytes) => {
      const before = await tokens();
      const connection = await RawConnection.open(server.port);
      connection.write(bytes);
      connection.socket.end();
      const statuses = [...(await connection.closed).matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) =>
        Number(status),
      );
      expect(statuses.filter((status) => status >= SERVER_FAULT)).toEqual([]);
      const done = (await tokens()) - before;
      const answered = statuses.filter((status) => status === CREATED).length;
      // Whoever hangs up right after a whole request may have had it done, and not hear of it.
      const unheard = statuses.length === 0 ? 1 : 0;
      expect(done).toBeGreaterThanOrEqual(answered);
      expect(done).toBeLessThanOrEqual(answered + unheard);
    }),
    { numRuns: RUNS, ...(isFullSize ? {} : { seed: 17 }) },
  );
});
