// Compares what a function printed with the expected records. A line that is a JSON object is that record; any other line
// is the record `{ message: line }`.

import { type Bindings, fillText } from './bindings.ts';
import type { ExpectedLog } from './requirement.ts';
import { isObject, shown } from './value-match.ts';

export type LogRecord = Readonly<Record<string, unknown>>;

export function recordOf(line: string): LogRecord {
  if (line.startsWith('{')) {
    try {
      const parsed: unknown = JSON.parse(line);
      if (isObject(parsed)) return parsed;
    } catch {
      // Text that only begins like an object.
    }
  }
  return { message: line };
}

export const logMismatches = (
  expected: readonly ExpectedLog[],
  records: readonly LogRecord[],
  bindings: Bindings,
): string[] => expected.flatMap((log) => mismatchesOf(log, records, bindings));

function mismatchesOf(log: ExpectedLog, records: readonly LogRecord[], bindings: Bindings): string[] {
  const isMatch = (match: LogRecord) => (record: LogRecord) => matches(match, record, bindings);
  const found = records.filter(isMatch(log.match)).length;
  const name = `records like ${shown(log.match)}`;
  if (log.count !== undefined && found !== log.count) return [`${found} ${name}, expected ${log.count}`];
  const least = log.min_count ?? (log.count === undefined ? 1 : 0);
  if (found < least) return [`${found} ${name}, expected at least ${least}`];
  const first = records.findIndex(isMatch(log.match));
  if (first === -1) return [];
  return (log.after ?? [])
    .filter((before) => !records.slice(0, first).some(isMatch(before)))
    .map((before) => `${name} come before one like ${shown(before)}`);
}

const matches = (match: LogRecord, record: LogRecord, bindings: Bindings): boolean =>
  Object.entries(match).every(([name, expected]) => isValueMatch(expected, record[name], bindings));

/** `/regex/`, with `(?i)` in front where case does not matter, or a value that must be equal. */
const patternForm = /^\/(\(\?i\))?(.*)\/$/s;

function isValueMatch(expected: unknown, actual: unknown, bindings: Bindings): boolean {
  if (actual === undefined) return false;
  if (typeof expected !== 'string') return expected === actual;
  const text = fillText(expected, bindings);
  const [, ignoreCase, pattern] = patternForm.exec(text) ?? [];
  if (pattern === undefined) return text === actual;
  const actualText = typeof actual === 'string' ? actual : JSON.stringify(actual);
  return new RegExp(pattern, ignoreCase === undefined ? '' : 'i').test(actualText);
}
