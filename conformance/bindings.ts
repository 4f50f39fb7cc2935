// The names of a requirement: what the run made up for it, and what its history has bound.

import { randomInt } from 'node:crypto';

/** Value by name. A first use in the history binds, later uses are compared. */
export type Bindings = Map<string, string>;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const placeholder = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Random letters and digits where a length is given; a text as it is. */
export function generate(variables: ReadonlyMap<string, number | string>): Bindings {
  const text = (length: number) =>
    Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
  return new Map(
    [...variables].map(([name, value]) => [name, typeof value === 'number' ? text(value) : value]),
  );
}

/** The text with every bound name replaced; unbound names stay. */
export const fillText = (text: string, bindings: Bindings): string =>
  text.replace(placeholder, (whole, name: string) => bindings.get(name) ?? whole);

/** A value with the names in all its texts replaced, object keys excepted. */
export function fill(value: unknown, bindings: Bindings): unknown {
  if (typeof value === 'string') return fillText(value, bindings);
  if (Array.isArray(value)) return value.map((item) => fill(item, bindings));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, bindings)]));
}
