// A bug here shows as lines that are lost without a word, files that grow without end, or a server that waits for its logs.

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
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

function line(text: string): LogLine {
  return {
    at: 1,
    functionName: 'order',
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

test('lines are kept in order, with what is known of them', async () => {
  const sink = new FileLogSink({ folder });
  sink.write(line('one'));
  sink.write(line('two\nlines'));
  await sink.close();
  expect(await read('current.jsonl')).toEqual([line('one'), line('two\nlines')]);
});

test('a full file gives way to a new one, and the oldest is dropped', async () => {
  for (let round = 1; round <= 5; round += 1) {
    const sink = new FileLogSink({ folder, fileBytesMax: 10, filesMax: 3 });
    sink.write(line(`round ${round}`));
    await sink.close();
  }
  expect((await readdir(join(folder, 'order'))).sort()).toEqual(['1.jsonl', '2.jsonl', 'current.jsonl']);
  expect(await read('current.jsonl')).toEqual([line('round 5')]);
  expect(await read('2.jsonl')).toEqual([line('round 3')]);
});

test('what comes faster than the disk takes it is dropped and counted', async () => {
  const sink = new FileLogSink({ folder, pendingBytesMax: 500 });
  for (let index = 0; index < 100; index += 1) sink.write(line('a line of some length'));
  await sink.close();
  const kept = await read('current.jsonl');
  expect(kept.at(-1)).toMatchObject({ functionName: 'order', dropped: 100 - (kept.length - 1) });
});

test('lines that the disk refused are counted when it takes lines again', async () => {
  await writeFile(join(folder, 'order'), 'in the way');
  const sink = new FileLogSink({ folder });
  sink.write(line('lost'));
  await sink.close();
  await rm(join(folder, 'order'));
  sink.write(line('kept'));
  await sink.close();
  expect(await read('current.jsonl')).toMatchObject([{ line: 'kept' }, { dropped: 1 }]);
});
