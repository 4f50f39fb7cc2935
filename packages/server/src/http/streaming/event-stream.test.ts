// Streams without a network: what a client that does not read, a quiet server and a stopping one do to them. A broken stream
// would show here as memory that grows with what a client does not take, or as a stop that waits for ever.

import { Readable } from 'node:stream';
import { assert } from '@perdure/protocol';
import { expect, test } from 'vitest';
import { HandClock } from '../../testing/hand-clock.ts';
import type { EventStream } from './event-stream.ts';
import { streamLimits } from './limits.ts';
import { OpenStreams } from './open-streams.ts';

function openOn(clock: HandClock): { streams: OpenStreams; stream: EventStream; body: Readable } {
  const streams = new OpenStreams(clock);
  const opened = streams.open('0');
  assert(opened.ok, 'the first stream opens');
  const { body } = opened.value.answer;
  assert(body instanceof Readable, 'a stream answers with a stream');
  return { streams, stream: opened.value, body: body.setEncoding('utf8') };
}

/** What lies ready, taken as a client takes it. */
function take(body: Readable): string {
  let text = '';
  for (let chunk = body.read(); chunk !== null; chunk = body.read()) text += chunk;
  return text;
}

test('a client that does not read is kept a bounded backlog, then told once to read anew', async () => {
  const clock = new HandClock();
  const { stream, body } = openOn(clock);
  const data = { text: 'x'.repeat(1000) };
  const eventsSent = 10_000;
  for (let id = 1; id <= eventsSent; id += 1) stream.send({ event: 'history', id: String(id), data });
  expect(body.readableLength).toBeLessThan(streamLimits.bufferBytesMax + 2000);
  let text = take(body);
  await clock.advance(0);
  text += take(body);
  const ids = [...text.matchAll(/^event: history\nid: (\d+)$/gm)].map(([, id]) => Number(id));
  expect(ids).toEqual(ids.map((_, index) => index + 1));
  expect(ids.length).toBeGreaterThan(streamLimits.bufferBytesMax / 1100);
  expect(text.endsWith(`event: resync\nid: ${eventsSent}\ndata: {}\n\n`)).toBe(true);
  stream.send({ event: 'history', id: String(eventsSent + 1), data: {} });
  await clock.advance(0);
  expect(take(body)).toBe(`event: history\nid: ${eventsSent + 1}\ndata: {}\n\n`);
});

test('a quiet stream hears a heartbeat every 15 seconds', async () => {
  const clock = new HandClock();
  const { body } = openOn(clock);
  take(body);
  await clock.advance(14_999);
  expect(take(body)).toBe('');
  await clock.advance(1);
  expect(take(body)).toBe(':\n\n');
  await clock.advance(30_000);
  expect(take(body)).toBe(':\n\n:\n\n');
});

test('a stopping server waits a second for who does not read, and no longer', async () => {
  const clock = new HandClock();
  const { streams, stream } = openOn(clock);
  stream.send({ event: 'history', id: '1', data: {} });
  let isClosed = false;
  const closed = streams.close().then(() => {
    isClosed = true;
  });
  await clock.advance(streamLimits.endMillisMax - 1);
  expect(isClosed).toBe(false);
  await clock.advance(1);
  await closed;
  expect(streams.count).toBe(0);
  expect(streams.open('1')).toMatchObject({ ok: false, refusal: { code: 'ServiceException' } });
});

test('streams past the bound are refused until one closes', async () => {
  const clock = new HandClock();
  const { streams, stream } = openOn(clock);
  for (let open = 1; open < streamLimits.streamsMax; open += 1) expect(streams.open('0').ok).toBe(true);
  expect(streams.open('0')).toMatchObject({ ok: false, refusal: { code: 'TooManyRequestsException' } });
  stream.cut();
  await clock.advance(0);
  expect(streams.open('0').ok).toBe(true);
});
