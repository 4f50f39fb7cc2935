// What a template is made of once its notation is forgotten: JSON, in which an intrinsic function is a map with one entry
// (`{ "Fn::Sub": … }`, `{ "Ref": … }`), whichever way it was written.

export type Value = null | boolean | number | string | Value[] | ValueMap;

export interface ValueMap {
  [name: string]: Value;
}

/** Where a value stands: the names and indexes that lead to it from the top of the template. */
export type Path = readonly (string | number)[];

export const isMap = (value: Value | undefined): value is ValueMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isScalar = (value: Value | undefined): value is boolean | number | string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** What kind of value it is, for a message. */
export function kindOf(value: Value | undefined): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? 'text' : `the ${typeof value} ${value}`;
}

/** The function of `{ "Fn::Sub": … }` with its argument; undefined for a map of another form. */
export function intrinsicOf(value: Value): { name: string; argument: Value } | undefined {
  if (!isMap(value)) return undefined;
  const entries = Object.entries(value);
  const [entry] = entries;
  if (entry === undefined || entries.length > 1) return undefined;
  const [name, argument] = entry;
  return name.startsWith('Fn::') || name === 'Ref' || name === 'Condition' ? { name, argument } : undefined;
}
