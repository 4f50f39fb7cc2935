import type { AnySerdes } from '../api/serdes.ts';

/** Text as it is, for values that outsiders write. */
export const passThroughSerdes: AnySerdes = {
  serialize: async (value) => value,
  deserialize: async (data) => data,
};
