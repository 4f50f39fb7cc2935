// A bug here shows as lines that are lost without a word, files that grow without end, or a server that waits for its logs.

import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileLogSink } from './file-log-sink.ts';
import type { LogLine } from './log-sink.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perdure-logs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function line(text: string, functionName = 'order'): LogLine {
  return {
    at: 1,
    functionName,
    version: '1',
    environmentId: 'e',
    requestId: 'r',
    stream: 'stdout',
    line: text,
  };
}

async function read(file: string): Promise<unknown[]> {
  const text = await readFile(join(folder, 'order', file), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((entry): unknown => JSON.parse(entry));
}

/** Writes one line and waits until it is kept. */
async function keep(sink: FileLogSink, text: string, functionName?: string): Promise<void> {
  sink.write(line(text, functionName));
  await sink.flush();
}

test('lines are kept in order, with what is known of them', async () => {
  const sink = new FileLogSink({ folder });
  sink.write(line('one'));
  sink.write(line('two\nlines'));
  await sink.close();
  expect(await read('00000001.jsonl')).toEqual([line('one'), line('two\nlines')]);
});

test('a full segment gives way to a new one, and the oldest is dropped', async () => {
  for (let round = 1; round <= 7; round += 1) {
    const sink = new FileLogSink({ folder, functionBytesMax: 10 });
    await keep(sink, `round ${round}`);
  }
  expect((await readdir(join(folder, 'order'))).sort()).toEqual(
    [3, 4, 5, 6, 7].map((number) => `0000000${number}.jsonl`),
  );
  expect(await read('00000007.jsonl')).toEqual([line('round 7')]);
});

test('all functions together stay within their bound, and every one keeps its latest lines', async () => {
  const sink = new FileLogSink({ folder, functionBytesMax: 10, totalBytesMax: 1000 });
  for (let round = 0; round < 5; round += 1) {
    for (const functionName of ['order', 'payment', 'shipping']) {
      await keep(sink, `${round} ${'x'.repeat(100)}`, functionName);
    }
  }
  const kept = await readdir(folder, { recursive: true });
  expect(kept.filter((path) => path.endsWith('.jsonl')).sort()).toEqual(
    [
      'order/00000005.jsonl',
      'payment/00000005.jsonl',
      'shipping/00000005.jsonl',
      ...['shipping/00000004.jsonl'].filter((path) => kept.includes(path)),
    ].sort(),
  );
});

test('what comes faster than the disk takes it is dropped and counted', async () => {
  const sink = new FileLogSink({ folder, pendingBytesMax: 500 });
  for (let index = 0; index < 100; index += 1) sink.write(line('a line of some length'));
  await sink.close();
  const kept = await read('00000001.jsonl');
  expect(kept.at(-1)).toMatchObject({ functionName: 'order', dropped: 100 - (kept.length - 1) });
});

test('lines that the disk refused are counted when it takes lines again', async () => {
  await writeFile(join(folder, 'order'), 'in the way');
  const sink = new FileLogSink({ folder });
  await keep(sink, 'lost');
  await rm(join(folder, 'order'));
  await keep(sink, 'kept');
  expect(await read('00000001.jsonl')).toMatchObject([{ line: 'kept' }, { dropped: 1 }]);
});

test.skipIf(!existsSync('/dev/full'))(
  'a disk that is full costs lines, and is got over when it has room',
  async () => {
    await mkdir(join(folder, 'order'));
    await symlink('/dev/full', join(folder, 'order', '00000001.jsonl'));
    const sink = new FileLogSink({ folder });
    await keep(sink, 'lost');
    await keep(sink, 'lost too');
    await rm(join(folder, 'order', '00000001.jsonl'));
    await keep(sink, 'kept');
    expect(await read('00000001.jsonl')).toMatchObject([{ line: 'kept' }, { dropped: 2 }]);
  },
);

test('a line that a crash cut short does not spoil the next one', async () => {
  await keep(new FileLogSink({ folder }), 'whole');
  await appendFile(join(folder, 'order', '00000001.jsonl'), '{"at":2,"line":"tor');
  await keep(new FileLogSink({ folder }), 'after the crash');
  const text = await readFile(join(folder, 'order', '00000001.jsonl'), 'utf8');
  expect(text.split('\n').map((entry) => entry.slice(0, 20))).toEqual([
    expect.stringContaining('"at":1'),
    '{"at":2,"line":"tor',
    expect.stringContaining('"at":1'),
    '',
  ]);
});

test('a folder that was removed while the server runs is made again', async () => {
  const sink = new FileLogSink({ folder });
  await keep(sink, 'first');
  await rm(join(folder, 'order'), { recursive: true });
  await keep(sink, 'lost');
  await keep(sink, 'kept');
  expect(await read('00000001.jsonl')).toMatchObject([{ line: 'kept' }, { dropped: 1 }]);
});
