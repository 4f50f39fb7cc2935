// What `--format json` and `jsonl` print: the API's own answer, with its times in ISO 8601 instead of epoch seconds.

import { isoTime } from './moment.ts';

const INDENT = 2;

export const wireJson = (value: object): string => JSON.stringify(value, withIsoTimes, INDENT);

export const wireJsonLine = (value: object): string => JSON.stringify(value, withIsoTimes);

const withIsoTimes = (key: string, member: unknown): unknown =>
  key.endsWith('Timestamp') && typeof member === 'number' ? isoTime(member) : member;
