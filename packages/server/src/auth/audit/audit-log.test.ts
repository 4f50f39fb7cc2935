// The audit log. A bug here loses who did something, or lets it be changed unseen.

import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AuditEntry, AuditEvent } from './audit-entry.ts';
import { AuditLog, chainOf } from './audit-log.ts';
import { type AuditQuery, searchAudit } from './search-audit.ts';
import { verifyAudit } from './verify-audit.ts';

const day = Date.parse('2026-01-31T00:00:00Z');
const HOUR = 3_600_000;
let folder: string;
let log: AuditLog;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'perdure-audit-')), 'audit');
  log = new AuditLog(folder);
  await log.open();
});
afterEach(async () => {
  await log.close();
  await rm(join(folder, '..'), { recursive: true });
});

const event = (number: number, changes: Partial<AuditEvent> = {}): AuditEvent => ({
  at: day + number * HOUR,
  requestId: `r${number}`,
  action: 'lambda:StopDurableExecution',
  resource: `arn:order-${number}`,
  identity: 'arn:aws:iam::000000000000:user/alice',
  outcome: 'Succeeded',
  ...changes,
});
const found = async (query: Partial<AuditQuery> = {}): Promise<string[]> =>
  (await searchAudit(folder, { itemsMax: 100, ...query })).entries.map(({ requestId }) => requestId);

async function entries(): Promise<AuditEntry[]> {
  const files = (await readdir(folder)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return texts
    .join('')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('entries are numbered and chained across days and restarts', async () => {
  await Promise.all([log.record(event(1)), log.record(event(2)), log.record(event(3))]);
  await log.record(event(30));
  await log.close();
  log = new AuditLog(folder);
  await log.open();
  await log.record(event(50));
  const all = await entries();
  expect(all.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
  all.forEach((entry, index) => {
    expect(entry.chain).toBe(chainOf(all[index - 1]?.chain ?? '', entry));
  });
  expect(await readdir(folder)).toEqual(['2026-01-31.jsonl', '2026-02-01.jsonl', '2026-02-02.jsonl']);
});

const verdict = () => verifyAudit(folder, log.written);

test.each([
  ['changed', (lines: string[]) => lines.with(1, lines[1]?.replace('order-2', 'order-9') ?? ''), 2],
  ['taken out', (lines: string[]) => lines.toSpliced(1, 1), 2],
  ['put in', (lines: string[]) => lines.toSpliced(1, 0, lines[1] ?? ''), 3],
  ['moved', (lines: string[]) => [lines[1] ?? '', lines[0] ?? '', lines[2] ?? ''], 2],
  ['made unreadable', (lines: string[]) => lines.with(2, '{'), 3],
  ['taken from the end', (lines: string[]) => lines.slice(0, 2), 2],
])('a line that was %s is found, with its place', async (_, change, line) => {
  for (const number of [1, 2, 3]) await log.record(event(number));
  expect(await verdict()).toEqual({ entries: 3, firstSequence: 1 });
  const file = '2026-01-31.jsonl';
  const lines = (await readFile(join(folder, file), 'utf8')).trim().split('\n');
  await writeFile(join(folder, file), `${change(lines).join('\n')}\n`);
  expect((await verdict()).broken).toEqual({ file, line });
});

test('a log whose oldest days were archived is whole from there on', async () => {
  for (const number of [1, 2, 30, 31]) await log.record(event(number));
  await rm(join(folder, '2026-01-31.jsonl'));
  expect(await verdict()).toEqual({ entries: 2, firstSequence: 3 });
  await rm(join(folder, '2026-02-01.jsonl'));
  expect((await verdict()).broken).toBeDefined();
});

test('an entry that was changed or taken out breaks the chain', async () => {
  for (const number of [1, 2, 3]) await log.record(event(number));
  const [first, second, third] = await entries();
  if (first === undefined || second === undefined || third === undefined) throw new Error('three entries');
  expect(chainOf(first.chain, { ...second, outcome: 'AccessDeniedException' })).not.toBe(second.chain);
  expect(chainOf(first.chain, third)).not.toBe(third.chain);
});

test('what a crash left of a line is taken away, and the log goes on', async () => {
  await log.record(event(1));
  await log.close();
  await appendFile(join(folder, '2026-01-31.jsonl'), '{"sequence":2,"at":17');
  log = new AuditLog(folder);
  await log.open();
  await log.record(event(2));
  expect((await entries()).map(({ sequence }) => sequence)).toEqual([1, 2]);
});

test('a day whose only line was cut off begins anew', async () => {
  await log.record(event(1));
  await log.close();
  await truncate(join(folder, '2026-01-31.jsonl'), 10);
  await writeFile(join(folder, 'notes.txt'), 'not of the log');
  log = new AuditLog(folder);
  await log.open();
  await log.record(event(2));
  expect(await found()).toEqual(['r2']);
});

test('text of clients stays in its line', async () => {
  await log.record(event(1, { userAgent: 'a\n{"sequence":99}\u2028\u001b[31m' }));
  await log.record(event(2));
  expect(await found()).toEqual(['r2', 'r1']);
  expect((await entries())[0]?.userAgent).toBe('a\n{"sequence":99}\u2028\u001b[31m');
});

test('the newest come first, over days, and filters leave out what does not fit', async () => {
  for (const number of [1, 2, 30, 31, 60]) await log.record(event(number));
  await log.record(event(61, { action: 'lambda:InvokeFunction', outcome: 'AccessDeniedException' }));
  await log.record(event(62, { identity: 'arn:aws:iam::000000000000:user/bob', resource: 'arn:pay-1' }));
  expect(await found()).toEqual(['r62', 'r61', 'r60', 'r31', 'r30', 'r2', 'r1']);
  expect(await found({ identity: 'user/bob' })).toEqual(['r62']);
  expect(await found({ action: 'InvokeFunction' })).toEqual(['r61']);
  expect(await found({ action: 'lambda:InvokeFunction' })).toEqual(['r61']);
  expect(await found({ outcome: 'AccessDeniedException' })).toEqual(['r61']);
  expect(await found({ resource: 'arn:order-3' })).toEqual(['r31', 'r30']);
  expect(await found({ from: day + 30 * HOUR, to: day + 61 * HOUR })).toEqual(['r60', 'r31', 'r30']);
});

test('pages go on where the one before ended, also while the log grows', async () => {
  for (const number of [1, 2, 30, 31, 60]) await log.record(event(number));
  const first = await searchAudit(folder, { itemsMax: 2 });
  expect(first.entries.map(({ requestId }) => requestId)).toEqual(['r60', 'r31']);
  await log.record(event(61));
  const after = first.next;
  if (after === undefined) throw new Error('there is a second page');
  expect(await found({ after })).toEqual(['r30', 'r2', 'r1']);
  expect(await found({ after: { file: '../secrets.key', offset: 10 } })).toEqual([]);
  expect(await found({ after: { file: after.file, offset: Number.NaN } })).toEqual(['r2', 'r1']);
});
