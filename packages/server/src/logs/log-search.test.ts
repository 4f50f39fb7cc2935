// Searching and following logs on real files. A bug here shows as a line that is not found, found twice, or found in the
// wrong place, most of all where a page ends, a segment ends, or a crash cut a line short.

import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileLogSink } from './file-log-sink.ts';
import { type LogCursor, type LogQuery, LogSearch } from './log-search.ts';
import type { LogLine } from './log-sink.ts';

let folder: string;
let sink: FileLogSink;
let search: LogSearch;

const open = (functionBytesMax: number): void => {
  sink = new FileLogSink({ folder, functionBytesMax });
  search = new LogSearch({ folder, sink });
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perdure-logs-'));
  open(1_000_000);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (text: string, more: Partial<LogLine> = {}): void =>
  sink.write({
    at: 1,
    functionName: 'order',
    version: '1',
    environmentId: 'e',
    stream: 'stdout',
    line: text,
    ...more,
  });

/** All pages of a search, as one list of messages. */
async function messages(query: LogQuery, { maxItems = 100, newestFirst = false } = {}): Promise<string[]> {
  const found: string[] = [];
  for (let cursor: LogCursor | undefined; ; ) {
    const page = await search.find(query, { maxItems, newestFirst, ...(cursor ? { cursor } : {}) });
    if (!page.ok) throw new Error(page.refusal.message);
    found.push(...page.value.entries.map(({ message }) => message));
    if (!page.value.hasMore) return found;
    cursor = page.value.cursor;
  }
}

test('lines of several functions come in the order of time, from either end', async () => {
  for (let at = 0; at < 20; at += 1) write(`${at}`, { at, functionName: at % 3 === 0 ? 'payment' : 'order' });
  const ascending = Array.from({ length: 20 }, (_, at) => `${at}`);
  expect(await messages({}, { maxItems: 7 })).toEqual(ascending);
  expect(await messages({}, { maxItems: 7, newestFirst: true })).toEqual(ascending.toReversed());
  expect(await messages({ functionName: 'payment' })).toEqual(['0', '3', '6', '9', '12', '15', '18']);
});

test('pages of any size hold every line once, whatever the lines and segments are', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'binary', maxLength: 300 }), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 30 }),
      fc.boolean(),
      async (lines, maxItems, newestFirst) => {
        await rm(join(folder, 'order'), { recursive: true, force: true });
        open(20_000);
        for (const [index, text] of lines.entries()) {
          write(text, { at: index });
          if (index % 5 === 0) await sink.flush();
        }
        const found = await messages({ functionName: 'order' }, { maxItems, newestFirst });
        // Text that JSON cannot hold comes back as JSON gives it back.
        const kept = lines.map((text) => JSON.parse(JSON.stringify(text)) as string);
        expect(newestFirst ? found.toReversed() : found).toEqual(kept);
      },
    ),
    { numRuns: 30, seed: 17 },
  );
});

test('a search goes on behind its page while lines are added and old segments are dropped', async () => {
  open(5 * 400);
  for (let at = 0; at < 6; at += 1) {
    write(`${at} ${'x'.repeat(200)}`, { at });
    await sink.flush();
  }
  const first = await search.find({ functionName: 'order' }, { maxItems: 2, newestFirst: false });
  if (!first.ok) throw new Error(first.refusal.message);
  for (let at = 6; at < 16; at += 1) {
    write(`${at} ${'x'.repeat(200)}`, { at });
    await sink.flush();
  }
  const { cursor } = first.value;
  const rest = await search.find({ functionName: 'order' }, { maxItems: 100, newestFirst: false, cursor });
  if (!rest.ok) throw new Error(rest.refusal.message);
  const numbers = rest.value.entries.map(({ message }) => Number(message.split(' ')[0]));
  // What was dropped meanwhile is missing; of what is kept, nothing is.
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => 16 - numbers.length + index));
  expect(numbers.length).toBeGreaterThan(5);
});

test('a line is found by execution, request, operation, text and time', async () => {
  const executionArn = 'arn:aws:lambda:us-east-1:000000000000:function:order:1/durable-execution/a/1';
  const ofSdk = {
    requestId: 'r-1',
    timestamp: '2026-11-24T09:31:07.000Z',
    level: 'WARN',
    executionArn,
    operationId: '0123456789abcdef',
    operationName: 'reserve',
    attempt: 2,
    message: 'the warehouse is "busy"',
  };
  write(JSON.stringify(ofSdk), { at: 10, requestId: 'r-1', executionArn });
  write('plain', { at: 20, requestId: 'r-1', executionArn });
  write('of another', { at: 30, requestId: 'r-2', executionArn: `${executionArn}2` });
  expect(await messages({ executionArn })).toEqual(['the warehouse is "busy"', 'plain']);
  expect(await messages({ requestId: 'r-2' })).toEqual(['of another']);
  expect(await messages({ operationId: '0123456789abcdef' })).toEqual(['the warehouse is "busy"']);
  expect(await messages({ text: 'anoth' })).toEqual(['of another']);
  expect(await messages({ text: 'is \\"busy\\""' })).toEqual(['the warehouse is "busy"']);
  expect(await messages({ since: 20, until: 30 })).toEqual(['plain']);
  const found = await search.find({ operationId: '0123456789abcdef' }, { maxItems: 1, newestFirst: false });
  expect(found).toMatchObject({
    value: {
      entries: [{ level: 'WARN', operationName: 'reserve', attempt: 2, requestId: 'r-1', executionArn }],
    },
  });
});

test('the forms of the runtimes are read, and other lines are left as they are', async () => {
  const id = '15382eab-b758-4309-a51d-8d2be2d0a2b1';
  write(`2026-11-24T09:31:07.000Z\t${id}\tERROR\ttwo\nlines`);
  write(`[INFO]\t2026-11-24T09:31:07.000Z\t${id}\tfrom Python`);
  write('{"level":"info","message":{"a":1}}');
  write('{"torn');
  write('2026-11-24T09:31:07.000Z\tundefined\tINFO\tloading');
  const found = await search.find({}, { maxItems: 9, newestFirst: false });
  if (!found.ok) throw new Error(found.refusal.message);
  const said = found.value.entries.map(({ level, message, requestId }) => [level, message, requestId]);
  expect(said).toEqual([
    ['ERROR', 'two\nlines', id],
    ['INFO', 'from Python', id],
    ['INFO', '{"a":1}', undefined],
    [undefined, '{"torn', undefined],
    ['INFO', 'loading', undefined],
  ]);
});

test('what a crash cut short is passed over', async () => {
  write('before');
  await sink.flush();
  const path = join(folder, 'order', '00000001.jsonl');
  await appendFile(path, '{"at":2,"functionName":"order","line":"tor');
  expect(await messages({})).toEqual(['before']);
  expect(await messages({}, { newestFirst: true })).toEqual(['before']);
  open(1_000_000);
  write('after');
  expect(await messages({})).toEqual(['before', 'after']);
  expect(await messages({}, { newestFirst: true })).toEqual(['after', 'before']);
});

test('a follower gets every line once, from the place that it names', async () => {
  write('before');
  const from = await search.end({ functionName: 'order' });
  const ending = new AbortController();
  const seen: string[] = [];
  write('one');
  for await (const { entries } of search.follow({ functionName: 'order' }, from, ending.signal)) {
    seen.push(...entries.map(({ message }) => message));
    if (seen.length < 4) write(`after ${seen.at(-1)}`);
    else ending.abort();
  }
  expect(seen).toEqual(['one', 'after one', 'after after one', 'after after after one']);
});

test('a follower of all functions hears of a function that is new', async () => {
  const ending = new AbortController();
  const pages = search.follow({}, await search.end({}), ending.signal);
  write('hello', { functionName: 'new-one' });
  expect((await pages.next()).value).toMatchObject({
    entries: [{ functionName: 'new-one', message: 'hello' }],
  });
  const last = pages.next();
  ending.abort();
  expect((await last).done).toBe(true);
});
