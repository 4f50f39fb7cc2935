import { type DurableContext, withDurableExecution } from '@perdure/sdk';

export const handler = withDurableExecution(async (event: { who: string }, context: DurableContext) =>
  context.step('greet', async () => `welcome, ${event.who}`),
);
