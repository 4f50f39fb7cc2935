// As many operations as are asked for, in batches, so that a page has thousands to show.

import { type DurableContext, withDurableExecution } from '@perdure/sdk';

export const handler = withDurableExecution(
  async (event: { batches: number; size: number }, context: DurableContext) => {
    for (let batch = 0; batch < event.batches; batch += 1) {
      await context.runInChildContext(`batch ${batch}`, async (child) => {
        await Promise.all(
          Array.from({ length: event.size }, (_, guest) =>
            child.step(`serve guest ${guest}`, async () => guest),
          ),
        );
      });
    }
    return event.batches * event.size;
  },
);
