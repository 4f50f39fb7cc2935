// The paths by which templates and rules name a part of a JSON document: `$`, `$.detail.items[0]['sku']`, `$.items[*].sku`.

/** The steps of a path: names, places in a list, and `*` for all of them. */
export type JsonPath = readonly (string | number | typeof EVERY)[];

const EVERY = Symbol('*');
const step = /\.([\w$-]+)|\[(\d+)\]|\[\*\]|\.\*|\['([^']*)'\]|\["([^"]*)"\]/y;

/** Undefined when the text is no such path. */
export function parseJsonPath(text: string): JsonPath | undefined {
  if (!text.startsWith('$')) return undefined;
  const steps: (string | number | typeof EVERY)[] = [];
  step.lastIndex = 1;
  while (step.lastIndex < text.length) {
    const match = step.exec(text);
    if (match === null) return undefined;
    const [, name, place, single, double] = match;
    if (place !== undefined) steps.push(Number(place));
    else steps.push(name ?? single ?? double ?? EVERY);
  }
  return steps;
}

/** The part that the path names; undefined where there is none. A `*` gives a list of what is found behind it. */
export function partAt(value: unknown, path: JsonPath): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if (first === EVERY) {
    return Object.values(value)
      .map((each) => partAt(each, rest))
      .filter((each) => each !== undefined);
  }
  if (typeof first === 'number') return Array.isArray(value) ? partAt(value[first], rest) : undefined;
  if (!Object.hasOwn(value, first)) return undefined;
  return partAt((value as Record<string, unknown>)[String(first)], rest);
}
