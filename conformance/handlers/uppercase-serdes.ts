// A serdes whose output differs from JSON, so that a history shows whether it was used.

import type { Serdes } from 'durable-sdk';

/** Writes strings in capitals and without quotes. */
export const uppercaseSerdes: Serdes<string> = {
  serialize: async (value) => value?.toUpperCase(),
  deserialize: async (data) => data,
};
