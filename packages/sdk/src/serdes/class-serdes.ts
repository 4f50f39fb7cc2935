import type { Serdes } from '../api/serdes.ts';

/** JSON whose values come back as instances of a class. The class must be constructible without arguments. */
export function createClassSerdes<T extends object>(cls: new () => T): Serdes<T> {
  return {
    serialize: async (value) => (value === undefined ? undefined : JSON.stringify(value)),
    deserialize: async (data) =>
      data === undefined ? undefined : Object.assign(new cls(), JSON.parse(data)),
  };
}

/** As `createClassSerdes`, with dates restored. A path such as `order.placedAt` reaches into nested objects. */
export function createClassSerdesWithDates<T extends object>(
  cls: new () => T,
  dateProps: string[],
): Serdes<T> {
  const { serialize, deserialize } = createClassSerdes(cls);
  return {
    serialize,
    deserialize: async (data, context) => {
      const value = await deserialize(data, context);
      if (value !== undefined) for (const path of dateProps) restoreDate(value, path.split('.'));
      return value;
    },
  };
}

function restoreDate(holder: object, path: readonly string[]): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  const value: unknown = Reflect.get(holder, key);
  if (rest.length > 0) {
    if (typeof value === 'object' && value !== null) restoreDate(value, rest);
  } else if (value && (typeof value === 'string' || typeof value === 'number')) {
    Reflect.set(holder, key, new Date(value));
  }
}
