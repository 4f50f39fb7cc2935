// What a function printed, read from the server's log files.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LogRecord, recordOf } from './log-match.ts';

/** A stored line, as far as it is read here. */
interface StoredLine {
  executionArn?: string;
  line?: string;
}

/** In the order of printing. */
export async function readRecords(
  logFolder: string,
  functionName: string,
  executionArn: string,
): Promise<LogRecord[]> {
  const folder = join(logFolder, encodeURIComponent(functionName));
  // Numbered, so that the order of their names is that of their lines.
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.jsonl')).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return texts
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): StoredLine => JSON.parse(line))
    .filter((stored) => stored.executionArn === executionArn)
    .flatMap(({ line }) => (line === undefined ? [] : [recordOf(line)]));
}
