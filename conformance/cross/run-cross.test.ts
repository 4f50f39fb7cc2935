// What the comparison itself notices.

import { withDurableExecution } from '@perdure/sdk';
import { LocalDurableTestRunner } from '@perdure/testing';
import { describe, expect, test } from 'vitest';
import { parseRequirement } from '../requirement.ts';
import { mixedHandler } from './mixed-handler.ts';
import { runCross } from './run-cross.ts';

const first = withDurableExecution(async (_event, context) => {
  await context.step('a', async () => 1);
  return context.step('b', async () => 'from the first');
});
const second = withDurableExecution(async (_event, context) => {
  await context.step('a', async () => 1);
  return context.step('b', async () => 'from the second');
});

describe('cross-replay', () => {
  test('after the cut the other function goes on, and no earlier', async () => {
    const outcomes = [];
    for (const cutAfter of [1, Number.POSITIVE_INFINITY]) {
      const mixed = mixedHandler(first, second, cutAfter);
      const runner = new LocalDurableTestRunner({ handlerFunction: mixed.handler });
      runner.faults.crashAtCheckpoint(cutAfter);
      outcomes.push({ result: (await runner.run()).getResult(), isCut: mixed.isCut });
    }
    expect(outcomes).toEqual([
      { result: 'from the second', isCut: true },
      { result: 'from the first', isCut: false },
    ]);
  });

  test('a requirement without a handler is a problem, not a pass', async () => {
    const requirement = parseRequirement('scenarios/step/1-9999.yaml', 'description: nobody wrote this\n');
    expect((await runCross(requirement)).problems).toEqual([
      'Error: there is no handler for requirement 1-9999',
    ]);
  });
});
