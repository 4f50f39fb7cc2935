// What `--format json` prints: the API's own answer, with its times in ISO 8601 instead of epoch seconds.

import { isoTime } from './moment.ts';

const INDENT = 2;

export const wireJson = (value: object): string =>
  JSON.stringify(
    value,
    (key, member) => (key.endsWith('Timestamp') && typeof member === 'number' ? isoTime(member) : member),
    INDENT,
  );
