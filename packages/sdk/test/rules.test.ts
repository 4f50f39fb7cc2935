// The rules of docs/sdk-rules.md and the tests that show them: each rule is named by the title of a test, and each number that a
// title names is a rule.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('.', import.meta.url);
const rules = new URL('../../../docs/sdk-rules.md', import.meta.url);

/** `| 3.2.4 | A failed attempt …` */
const row = /^\| ((?:\d+|A)(?:\.\d+)+) \| (.+) \|$/gm;
/** `sdk 2.1.5, 3.1 and 4.4`, in the title of a test or a suite. */
const named = /['"`]sdk ((?:(?:\d+|A)(?:\.\d+)+(?:, | and )?)+)/g;
const numbers = /(?:\d+|A)(?:\.\d+)+/g;

test('every rule of the SDK has a test, and every number in a title is a rule', () => {
  const listed = [...readFileSync(rules, 'utf8').matchAll(row)].map(([, rule]) => rule);
  const files = readdirSync(folder).filter((file) => file.endsWith('.test.ts'));
  const shown = new Set(
    files
      .flatMap((file) => [...readFileSync(new URL(file, folder), 'utf8').matchAll(named)])
      .flatMap(([, list = '']) => list.match(numbers) ?? []),
  );
  expect([...new Set(listed)]).toEqual(listed);
  expect(listed.filter((rule) => !shown.has(String(rule)))).toEqual([]);
  expect([...shown].filter((rule) => !listed.includes(rule))).toEqual([]);
});
