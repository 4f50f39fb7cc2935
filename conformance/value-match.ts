// How an expected value is compared with an actual one:
//
//   {}            anything, but it must be there
//   '*'           the same
//   ${NAME}       the first use binds the name, later uses must be equal
//   ${/regex/}    the text of the value must match
//   an object     the members it names; others are not looked at
//   a list        as long, and each item in its place
//   else          equal, after bound names inside of texts are replaced

import { type Bindings, fillText } from './bindings.ts';

const wholeName = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/;
const wholePattern = /^\$\{\/(.*)\/\}$/s;

/** The pattern that an expected text is; undefined when it is none. */
export function patternOf(expected: string): RegExp | undefined {
  const source = wholePattern.exec(expected)?.[1];
  return source === undefined ? undefined : new RegExp(source);
}

/** What does not match, one sentence each; empty when all does. */
export function mismatches(expected: unknown, actual: unknown, bindings: Bindings, path: string): string[] {
  if (typeof expected === 'string') return textMismatches(expected, actual, bindings, path);
  if (Array.isArray(expected)) return listMismatches(expected, actual, bindings, path);
  if (isObject(expected)) return objectMismatches(expected, actual, bindings, path);
  // A file cannot say "absent": its null stands for both.
  return expected === (actual ?? null) ? [] : [differs(path, expected, actual)];
}

function textMismatches(expected: string, actual: unknown, bindings: Bindings, path: string): string[] {
  if (actual === undefined) return [`${path} is missing`];
  if (expected === '*') return [];
  const pattern = patternOf(expected);
  if (pattern !== undefined) return pattern.test(String(actual)) ? [] : [differs(path, expected, actual)];
  const name = wholeName.exec(expected)?.[1];
  if (name !== undefined && !bindings.has(name)) {
    bindings.set(name, String(actual));
    return [];
  }
  const text = fillText(expected, bindings);
  return text === actual ? [] : [differs(path, text, actual)];
}

function listMismatches(
  expected: readonly unknown[],
  actual: unknown,
  bindings: Bindings,
  path: string,
): string[] {
  if (!Array.isArray(actual) || actual.length !== expected.length) return [differs(path, expected, actual)];
  return expected.flatMap((item, index) => mismatches(item, actual[index], bindings, `${path}[${index}]`));
}

function objectMismatches(
  expected: Readonly<Record<string, unknown>>,
  actual: unknown,
  bindings: Bindings,
  path: string,
): string[] {
  if (actual === undefined) return [`${path} is missing`];
  const members = Object.entries(expected);
  if (members.length === 0) return [];
  if (!isObject(actual)) return [differs(path, expected, actual)];
  return members.flatMap(([name, value]) => mismatches(value, actual[name], bindings, `${path}.${name}`));
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

const SHOWN_CHARACTERS_MAX = 200;

export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > SHOWN_CHARACTERS_MAX ? `${text.slice(0, SHOWN_CHARACTERS_MAX)}…` : text;
}

const differs = (path: string, expected: unknown, actual: unknown): string =>
  `${path}: expected ${shown(expected)}, found ${shown(actual)}`;
