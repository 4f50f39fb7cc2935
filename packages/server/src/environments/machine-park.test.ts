// Which machine is chosen. A bug here shows as a function on a machine that lacks its runtime while another has it.

import { expect, test } from 'vitest';
import type { Machine } from './machine.ts';
import { MachinePark } from './machine-park.ts';

const machine = (name: string, environmentsMax: number, runtimes: string[]): Machine => ({
  name,
  environmentsMax,
  canRun: (runtime) => runtimes.includes(runtime),
  lodge: () => ({ end: () => {} }),
});

test('a function goes to machines that have its runtime, and to any where none has', () => {
  const park = new MachinePark();
  const [own, snakes] = [machine('own', 8, ['node']), machine('snakes', 1, ['node', 'python'])];
  park.add(own);
  park.add(snakes);
  expect(park.candidates('python')).toEqual([snakes]);
  expect(park.candidates('node')).toEqual([own, snakes]);
  expect(park.candidates('cobol')).toEqual([own, snakes]);
});

test('a machine without room for anything is no choice, and of equal ones the first is taken', () => {
  const park = new MachinePark();
  const [own, left, right] = [
    machine('own', 0, ['node']),
    machine('l', 2, ['node']),
    machine('r', 2, ['node']),
  ];
  for (const each of [own, left, right]) park.add(each);
  expect(park.candidates('node')).toEqual([left, right]);
  expect(park.roomiest([left, right])).toBe(left);
});
