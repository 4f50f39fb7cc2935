// Two ends of a real connection. A bug here shows as a frame that is lost or torn, or as a server that goes on waiting for
// a worker whose machine has been frozen.

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FrameConnection } from './frame-connection.ts';
import { workerLimits } from './limits.ts';

interface Word {
  kind: string;
  text?: string;
}

let server: Server;
let near: Socket;
let far: Socket;

beforeEach(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const arrival = once(server, 'connection');
  near = connect((server.address() as AddressInfo).port, '127.0.0.1');
  [far] = await arrival;
});
afterEach(() => {
  vi.useRealTimers();
  near.destroy();
  far.destroy();
  server.close();
});

function listen(socket: Socket) {
  const { promise: closed, resolve } = Promise.withResolvers<string>();
  const heard: Word[] = [];
  const connection = new FrameConnection<Word, Word>(socket, Buffer.alloc(0), {
    received: (frame) => {
      if (frame.text === 'throw') throw new Error('no such member');
      heard.push(frame);
    },
    closed: resolve,
  });
  return { connection, heard, closed };
}

test('frames arrive whole and in order, whatever is in them', async () => {
  const [sender, receiver] = [listen(near), listen(far)];
  const texts = [
    ...fc.sample(fc.string({ unit: 'binary', maxLength: 100 }), 200),
    'x'.repeat(3_000_000),
    '\n\r\n',
    'last',
  ].map((text) => JSON.parse(JSON.stringify(text)) as string);
  for (const text of texts) sender.connection.send({ kind: 'word', text });
  await expect.poll(() => receiver.heard.length).toBe(texts.length);
  expect(receiver.heard.map(({ text }) => text)).toEqual(texts);
});

test.each([
  ['no JSON', 'hello\n', 'no JSON'],
  ['a frame that lacks what it must have', '{"kind":"word","text":"throw"}\n', 'no such member'],
  ['a frame without end', 'x'.repeat(workerLimits.frameBytesMax + 1), 'longer than any'],
])('%s closes the connection', async (_, bytes, reason) => {
  const { closed } = listen(far);
  near.write(bytes);
  expect(await closed).toContain(reason);
});

test('an end that closes is told to the other', async () => {
  const [left, right] = [listen(near), listen(far)];
  left.connection.close('enough');
  expect(await left.closed).toBe('enough');
  expect(await right.closed).toContain('closed');
});

test('an end that is not heard from counts as gone, although the connection is open', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  const { closed } = listen(far);
  near.resume();
  vi.advanceTimersByTime(workerLimits.silenceMillisMax + 2 * workerLimits.heartbeatMillis);
  expect(await closed).toContain('nothing was heard');
});
