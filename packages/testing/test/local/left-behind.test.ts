// What stays after a run. A bug shows as a test process that does not end, or that grows with every test.

import { setImmediate as turn } from 'node:timers/promises';
import { withDurableExecution } from '@perdure/sdk';
import { expect, test } from 'vitest';
import { LocalDurableTestRunner } from '../../src/index.ts';

const handler = withDurableExecution(async (_event, context) => {
  await context.step('one', async () => 1);
  await context.wait('pause', { days: 1 });
  const [answer] = await context.createCallback('answer', { timeout: { days: 1 } });
  return context.promise.race<unknown>('first', [answer, context.wait('limit', { hours: 1 })]);
});

async function runOnce(): Promise<void> {
  await LocalDurableTestRunner.setupTestEnvironment({ skipTime: true });
  await new LocalDurableTestRunner({ handlerFunction: handler }).run();
  await LocalDurableTestRunner.teardownTestEnvironment();
}

const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

/** Resolves once there are no more timers than before. The test runner has some of its own, which come and go. */
async function noMoreThan(before: number): Promise<void> {
  while (timers() > before) await turn();
}

test('two hundred runs leave no timer behind', async () => {
  await runOnce();
  const before = timers();
  for (let n = 0; n < 200; n++) await runOnce();
  await noMoreThan(before);
});

test('a run that was given up leaves no timer behind', async () => {
  const before = timers();
  const open = withDurableExecution(async (_event, context) =>
    context.waitForCallback('x', async () => undefined),
  );
  await expect(new LocalDurableTestRunner({ handlerFunction: open }).run()).rejects.toThrow('"x" is open');
  await noMoreThan(before);
});
