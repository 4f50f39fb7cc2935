import type { AnySerdes } from '../api/serdes.ts';

/** JSON; `undefined` stays `undefined`. */
export const defaultSerdes: AnySerdes = {
  serialize: async (value) => (value === undefined ? undefined : JSON.stringify(value)),
  deserialize: async (data) => (data === undefined ? undefined : JSON.parse(data)),
};
