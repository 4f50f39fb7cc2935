// One alternative of a field in an EventBridge pattern: a value, or an object that names a comparison.

import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { MalformedPattern } from './malformed-pattern.ts';

export type Alternative =
  /** Whether the field is there with a value, as opposed to missing or holding an object. */
  | { readonly kind: 'exists'; readonly wanted: boolean }
  | { readonly kind: 'value'; matches(leaf: unknown): boolean };

type LeafTest = (leaf: unknown) => boolean;

/** Throws MalformedPattern. */
export function readAlternative(given: unknown, place: string): Alternative {
  if (typeof given !== 'object' || given === null)
    return { kind: 'value', matches: (leaf) => leaf === given };
  const [entry, ...others] = Object.entries(given);
  if (Array.isArray(given) || entry === undefined || others.length > 0) {
    throw new MalformedPattern(`${place}: an alternative is a value, or an object with one comparison`);
  }
  const [name, operand] = entry;
  if (name === 'exists') {
    if (typeof operand !== 'boolean') throw new MalformedPattern(`${place}: exists takes true or false`);
    return { kind: 'exists', wanted: operand };
  }
  if (name === 'anything-but') return { kind: 'value', matches: anythingBut(operand, place) };
  return { kind: 'value', matches: comparison(name, operand, place) };
}

/** What `anything-but` may be given beside values: the complement of these. */
const negatable = new Set(['prefix', 'suffix', 'wildcard', 'equals-ignore-case']);

function anythingBut(operand: unknown, place: string): LeafTest {
  if (isObject(operand)) {
    const [[name, inner] = ['', undefined], ...others] = Object.entries(operand);
    if (!negatable.has(name) || others.length > 0) {
      const known = [...negatable].join(', ');
      throw new MalformedPattern(`${place}: anything-but takes values, or one of ${known}`);
    }
    const tests = asList(inner).map((each) => comparison(name, each, place));
    return (leaf) => !tests.some((test) => test(leaf));
  }
  const values = asList(operand);
  if (values.length === 0 || values.some((value) => typeof value !== 'string' && typeof value !== 'number')) {
    throw new MalformedPattern(`${place}: anything-but takes texts or numbers`);
  }
  return (leaf) => !values.includes(leaf as string | number);
}

function comparison(name: string, operand: unknown, place: string): LeafTest {
  switch (name) {
    case 'prefix':
    case 'suffix':
      return affix(name, operand, place);
    case 'equals-ignore-case': {
      const wanted = textOf(operand, name, place).toLowerCase();
      return (leaf) => typeof leaf === 'string' && leaf.toLowerCase() === wanted;
    }
    case 'wildcard':
      return wildcard(textOf(operand, name, place), place);
    case 'numeric':
      return numeric(operand, place);
    case 'cidr':
      return cidr(textOf(operand, name, place), place);
    default: {
      const known = 'prefix, suffix, anything-but, numeric, exists, equals-ignore-case, wildcard, cidr';
      throw new MalformedPattern(`${place}: there is no comparison ${name}; known are ${known}`);
    }
  }
}

function affix(name: 'prefix' | 'suffix', operand: unknown, place: string): LeafTest {
  const ignoresCase = isObject(operand);
  const text = textOf(ignoresCase ? operand['equals-ignore-case'] : operand, name, place);
  const wanted = ignoresCase ? text.toLowerCase() : text;
  return (leaf) => {
    if (typeof leaf !== 'string') return false;
    const found = ignoresCase ? leaf.toLowerCase() : leaf;
    return name === 'prefix' ? found.startsWith(wanted) : found.endsWith(wanted);
  };
}

/** `*` stands for any text, `\*` for a star and `\\` for a backslash. Takes time in proportion to text and pattern. */
function wildcard(pattern: string, place: string): LeafTest {
  if (/(^|[^\\])\*\*/.test(pattern)) throw new MalformedPattern(`${place}: a wildcard has no ** `);
  const pieces = piecesOf(pattern);
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  return (leaf) => {
    if (typeof leaf !== 'string') return false;
    if (last === undefined) return leaf === first;
    if (!leaf.startsWith(first)) return false;
    let at = first.length;
    for (const piece of rest) {
      const found = leaf.indexOf(piece, at);
      if (found === -1) return false;
      at = found + piece.length;
    }
    return leaf.length - last.length >= at && leaf.endsWith(last);
  };
}

/** The texts between the stars. */
function piecesOf(pattern: string): string[] {
  const pieces = [''];
  for (const [token] of pattern.matchAll(/\\[\\*]|./gsu)) {
    if (token === '*') pieces.push('');
    else pieces.push(`${pieces.pop()}${token.length > 1 && token.startsWith('\\') ? token.slice(1) : token}`);
  }
  return pieces;
}

const bounds: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** `[">", 0, "<=", 5]`: one bound or two. */
function numeric(operand: unknown, place: string): LeafTest {
  const parts = Array.isArray(operand) ? operand : [];
  const tests: ((value: number) => boolean)[] = [];
  for (let at = 0; at < parts.length; at += 2) {
    const test = Object.hasOwn(bounds, String(parts[at])) ? bounds[String(parts[at])] : undefined;
    const bound: unknown = parts[at + 1];
    if (test === undefined || typeof bound !== 'number') break;
    tests.push((value) => test(value, bound));
  }
  if (tests.length === 0 || tests.length > 2 || tests.length * 2 !== parts.length) {
    throw new MalformedPattern(`${place}: numeric takes ["=", 5], or bounds such as [">", 0, "<=", 5]`);
  }
  return (leaf) => typeof leaf === 'number' && tests.every((test) => test(leaf));
}

function cidr(text: string, place: string): LeafTest {
  const [address = '', bits = ''] = text.split('/');
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : undefined;
  const block = new BlockList();
  try {
    if (family === undefined || !/^\d+$/.test(bits)) throw new RangeError(text);
    block.addSubnet(address, Number(bits), family);
  } catch {
    throw new MalformedPattern(`${place}: cidr takes a block such as 10.0.0.0/24`);
  }
  return (leaf) => {
    if (typeof leaf !== 'string') return false;
    return (isIPv4(leaf) && block.check(leaf, 'ipv4')) || (isIPv6(leaf) && block.check(leaf, 'ipv6'));
  };
}

function textOf(operand: unknown, name: string, place: string): string {
  if (typeof operand !== 'string' || operand === '') {
    throw new MalformedPattern(`${place}: ${name} takes a text that is not empty`);
  }
  return operand;
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
