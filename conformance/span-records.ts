// What functions have exported, read from the file that they write to.

import { readFile } from 'node:fs/promises';
import type { SpanRecord } from './span-record.ts';

/** The spans of some executions, and those that belong to none. */
export async function readSpans(path: string, executionArns: ReadonlySet<unknown>): Promise<SpanRecord[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): SpanRecord => JSON.parse(line))
    .filter(({ attributes }) => {
      const arn = attributes['durable.execution.arn'];
      return arn === undefined || executionArns.has(arn);
    });
}
