// What a function printed, read from the server's log files.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LogRecord, recordOf } from './log-match.ts';

/** A stored line, as far as it is read here. */
interface StoredLine {
  executionArn?: string;
  line?: string;
}

/** In the order of printing. None of the requirements prints so much that a file is rotated. */
export async function readRecords(
  logFolder: string,
  functionName: string,
  executionArn: string,
): Promise<LogRecord[]> {
  const path = join(logFolder, encodeURIComponent(functionName), 'current.jsonl');
  const text = await readFile(path, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): StoredLine => JSON.parse(line))
    .filter((stored) => stored.executionArn === executionArn)
    .flatMap(({ line }) => (line === undefined ? [] : [recordOf(line)]));
}
