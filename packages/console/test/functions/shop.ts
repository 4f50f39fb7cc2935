// Everything that an execution can hold: branches, a map, a child function, waits, a condition, contexts within contexts.

import { type DurableContext, withDurableExecution } from '@perdure/sdk';

export const handler = withDurableExecution(async (event: { child: string }, context: DurableContext) => {
  await context.step('open the door', async () => 'open');
  const [left, right] = await Promise.all([
    context.step('switch on the lights', async () => 'on'),
    context.step('heat the machine', async () => 93),
  ]);
  const stock = await context.parallel('check the stock', [
    { name: 'beans', func: async (branch) => branch.step('weigh', async () => 12_000) },
    { name: 'milk', func: async (branch) => branch.step('count', async () => 24) },
    {
      name: 'cups',
      func: async (branch) => {
        await branch.wait('until the shelf is reached', { seconds: 1 });
        return branch.step('count', async () => 400);
      },
    },
  ]);
  const polled = await context.waitForCondition('is the machine hot', async (state: number) => state + 31, {
    initialState: 0,
    waitStrategy: (state) =>
      state >= 93 ? { shouldContinue: false } : { shouldContinue: true, delay: { seconds: 1 } },
  });
  const training = await context.runInChildContext('train', async (child) => {
    await child.step('read the manual', async () => 'read');
    return child.runInChildContext('practise', async (inner) =>
      inner.step('pull a shot', async () => 'sour'),
    );
  });
  const greeted = await context.invoke('greet', event.child, { who: 'the first guest' });
  const cups = await context.map(
    'wash the cups',
    Array.from({ length: 12 }, (_, cup) => cup),
    async (item, cup) => item.step('wash', async () => `cup ${cup} is clean`),
  );
  return { left, right, stock: stock.getResults(), polled, training, greeted, cups: cups.successCount };
});
