// What patterns match, by the rules that EventBridge documents, and what is refused as a pattern.

import { expect, test } from 'vitest';
import { compilePattern } from './event-pattern.ts';

const event = {
  source: 'coffee.ordering',
  'detail-type': 'ORDER_PLACED',
  resources: ['arn:a', 'arn:b'],
  detail: {
    status: 'QUEUED',
    price: 4.5,
    free: false,
    barista: null,
    note: '',
    tags: ['hot', 'Large'],
    none: [],
    items: [
      { sku: 'latte', size: 'L' },
      { sku: 'tea', size: 'S' },
    ],
    ip: '10.0.0.17',
    path: 'orders/2026/11/17.json',
    star: 'a*b',
  },
};

test.each([
  ['a value', { source: ['coffee.ordering'] }],
  ['one of several values', { detail: { status: ['ACCEPTED', 'QUEUED'] } }],
  ['a number, however it is written', { detail: { price: [4.5] } }],
  ['true, false and null', { detail: { free: [false], barista: [null] } }],
  ['an empty text', { detail: { note: [''] } }],
  ['an element of a list', { resources: ['arn:b'] }],
  ['fields of one object in a list', { detail: { items: { sku: ['tea'], size: ['S'] } } }],
  ['a prefix', { source: [{ prefix: 'coffee.' }] }],
  ['a prefix in any case', { source: [{ prefix: { 'equals-ignore-case': 'COFFEE' } }] }],
  ['a suffix', { detail: { path: [{ suffix: '.json' }] } }],
  ['a suffix in any case', { detail: { path: [{ suffix: { 'equals-ignore-case': '.JSON' } }] } }],
  ['a text in any case', { detail: { tags: [{ 'equals-ignore-case': 'LARGE' }] } }],
  ['anything but a value', { detail: { status: [{ 'anything-but': 'COMPLETED' }] } }],
  ['anything but values', { detail: { price: [{ 'anything-but': [1, 2] }] } }],
  ['anything but a prefix', { source: [{ 'anything-but': { prefix: 'tea' } }] }],
  ['anything but one of several suffixes', { source: [{ 'anything-but': { suffix: ['.a', '.b'] } }] }],
  ['anything but a wildcard', { source: [{ 'anything-but': { wildcard: 't*a' } }] }],
  ['anything but a text in any case', { source: [{ 'anything-but': { 'equals-ignore-case': ['TEA'] } }] }],
  ['a range', { detail: { price: [{ numeric: ['>', 4, '<=', 4.5] }] } }],
  ['an equal number', { detail: { price: [{ numeric: ['=', 4.5] }] } }],
  ['a field that is there', { detail: { barista: [{ exists: true }] } }],
  ['a field that is not there', { detail: { reason: [{ exists: false }] } }],
  ['a field that is not there, in an object that is not', { gone: { reason: [{ exists: false }] } }],
  ['an object where no value is wanted', { detail: [{ exists: false }] }],
  ['an empty list as nothing', { detail: { none: [{ exists: false }] } }],
  ['a wildcard', { detail: { path: [{ wildcard: 'orders/*/17.*' }] } }],
  ['a wildcard at both ends', { detail: { path: [{ wildcard: '*2026*' }] } }],
  ['an escaped star', { detail: { star: [{ wildcard: 'a\\*b' }] } }],
  ['an address block', { detail: { ip: [{ cidr: '10.0.0.0/24' }] } }],
  ['one of two patterns', { $or: [{ source: ['x'] }, { detail: { price: [{ numeric: ['<', 5] }] } }] }],
  ['one of two patterns within', { detail: { $or: [{ status: ['QUEUED'] }, { status: ['X'] }] } }],
])('%s is matched', (_what, pattern) => {
  expect(compilePattern(pattern)(event)).toBe(true);
});

test.each([
  ['another value', { source: ['coffee'] }],
  ['a number as a text', { detail: { price: ['4.5'] } }],
  ['one field of two', { source: ['coffee.ordering'], account: ['1'] }],
  ['fields of different objects in a list', { detail: { items: { sku: ['tea'], size: ['L'] } } }],
  ['null where something is', { detail: { status: [null] } }],
  ['null where nothing is', { detail: { reason: [null] } }],
  ['anything but, where nothing is', { detail: { reason: [{ 'anything-but': 'x' }] } }],
  ['anything but the value', { detail: { status: [{ 'anything-but': ['QUEUED', 'X'] }] } }],
  ['a number out of range', { detail: { price: [{ numeric: ['>', 4.5] }] } }],
  ['a text in a numeric range', { detail: { status: [{ numeric: ['>', 0] }] } }],
  ['a field that is not there', { detail: { reason: [{ exists: true }] } }],
  ['an object as a value', { detail: [{ exists: true }] }],
  ['a wildcard that overlaps itself', { source: [{ wildcard: 'coffee.order*ordering' }] }],
  ['a star that is not escaped away', { detail: { path: [{ wildcard: 'orders/\\*' }] } }],
  ['an address of another block', { detail: { ip: [{ cidr: '10.0.1.0/24' }] } }],
  ['neither of two patterns', { $or: [{ source: ['x'] }, { source: ['y'] }] }],
  ['an inherited name', { toString: [{ exists: true }] }],
])('%s is not matched', (_what, pattern) => {
  expect(compilePattern(pattern)(event)).toBe(false);
});

test.each([
  ['no object', [], 'A pattern must be an object'],
  ['an empty one', {}, 'The pattern is empty'],
  ['a bare value', { source: 'x' }, 'source must be a list of alternatives, or an object: write ["…"]'],
  ['no alternatives', { detail: { a: [] } }, 'detail.a has no alternatives'],
  ['an unknown comparison', { source: [{ regex: 'x' }] }, 'source: there is no comparison regex'],
  ['two comparisons', { source: [{ prefix: 'a', suffix: 'b' }] }, 'an object with one comparison'],
  ['a broken range', { a: [{ numeric: ['>'] }] }, 'a: numeric takes'],
  ['three bounds', { a: [{ numeric: ['>', 1, '<', 3, '=', 2] }] }, 'a: numeric takes'],
  ['exists of a text', { a: [{ exists: 'yes' }] }, 'a: exists takes true or false'],
  ['an empty prefix', { a: [{ prefix: '' }] }, 'a: prefix takes a text that is not empty'],
  [
    'anything but a comparison of numbers',
    { a: [{ 'anything-but': { numeric: ['<', 1] } }] },
    'anything-but takes',
  ],
  ['a broken block', { a: [{ cidr: '10.0.0.0' }] }, 'a: cidr takes a block'],
  ['two stars together', { a: [{ wildcard: 'a**b' }] }, 'a wildcard has no **'],
  ['an $or of one', { $or: [{ a: ['1'] }] }, '$or needs at least 2 patterns'],
])('%s is refused as a pattern', (_what, pattern, message) => {
  expect(() => compilePattern(pattern)).toThrow(message);
});

test('a wildcard takes no longer than its text is long', () => {
  const matches = compilePattern({ a: [{ wildcard: '*a*a*a*a*a*a*a*a*a*a*a*a*b' }] });
  expect(matches({ a: 'a'.repeat(100_000) })).toBe(false);
});
