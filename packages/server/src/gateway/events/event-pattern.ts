// EventBridge patterns: which events a rule wants.
//
// A pattern is an object shaped like the event. Every field of it must match; a field is a list of alternatives, one of
// which must. An event's list matches if one of its elements does; an object in a list is matched as a whole, so that
// two fields of a pattern never find each other in different elements. `$or` holds patterns of which one must match.

import { MalformedPattern } from './malformed-pattern.ts';
import { type Alternative, readAlternative } from './pattern-alternative.ts';

/** Whether an event, or the part of it that the pattern is for, is wanted. */
export type EventMatcher = (part: Readonly<Record<string, unknown>>) => boolean;

const OR = '$or';

/** Throws MalformedPattern. */
export function compilePattern(pattern: unknown, place = ''): EventMatcher {
  if (!isObject(pattern)) throw new MalformedPattern(`${place || 'A pattern'} must be an object`);
  const fields = Object.entries(pattern);
  if (fields.length === 0)
    throw new MalformedPattern(`${place || 'The pattern'} is empty, and would match nothing`);
  const matchers = fields.map(([name, value]) =>
    name === OR && Array.isArray(value) && value.every(isObject)
      ? oneOf(value, place === '' ? OR : `${place}.${OR}`)
      : field(name, value, place === '' ? name : `${place}.${name}`),
  );
  return (part) => matchers.every((matches) => matches(part));
}

const ALTERNATIVES_MIN = 2;

function oneOf(patterns: readonly unknown[], place: string): EventMatcher {
  if (patterns.length < ALTERNATIVES_MIN) {
    throw new MalformedPattern(`${place} needs at least ${ALTERNATIVES_MIN} patterns`);
  }
  const matchers = patterns.map((pattern) => compilePattern(pattern, place));
  return (part) => matchers.some((matches) => matches(part));
}

function field(name: string, value: unknown, place: string): EventMatcher {
  if (isObject(value)) {
    const matches = compilePattern(value, place);
    return (part) => matchesNested(own(part, name), matches);
  }
  if (!Array.isArray(value)) {
    throw new MalformedPattern(`${place} must be a list of alternatives, or an object: write ["…"]`);
  }
  if (value.length === 0) throw new MalformedPattern(`${place} has no alternatives`);
  const alternatives = value.map((each) => readAlternative(each, place));
  return (part) => matchesLeaf(own(part, name), alternatives);
}

function matchesNested(value: unknown, matches: EventMatcher): boolean {
  if (Array.isArray(value)) return value.some((each) => matchesNested(each, matches));
  // What is not there may be wanted not to be there.
  return matches(isObject(value) ? value : {});
}

/** The leaves at one place of the event: none where nothing, or an object, is. */
function matchesLeaf(value: unknown, alternatives: readonly Alternative[]): boolean {
  const leaves = (Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY) : [value]).filter(isLeaf);
  return alternatives.some((alternative) =>
    alternative.kind === 'exists'
      ? alternative.wanted === leaves.length > 0
      : leaves.some((leaf) => alternative.matches(leaf)),
  );
}

const isLeaf = (value: unknown): boolean => value !== undefined && !isObject(value);

const own = (part: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(part, name) ? part[name] : undefined;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
