// As many operations as are asked for, in batches, so that a page has thousands to show. With gates, it waits to be let on
// before the first batch, before the second half, and after the last, so that somebody can watch it from the beginning.

import { type DurableContext, withDurableExecution } from '@perdure/sdk';

interface Crowd {
  batches: number;
  size: number;
  hasGates?: boolean;
}

export const handler = withDurableExecution(
  async ({ batches, size, hasGates = false }: Crowd, context: DurableContext) => {
    const gate = async (name: string): Promise<void> => {
      if (hasGates) await context.waitForCallback(name, async () => undefined);
    };
    const half = Math.floor(batches / 2);
    await gate('first gate');
    for (let batch = 0; batch < batches; batch += 1) {
      if (batch === half) await gate('second gate');
      await context.runInChildContext(`batch ${batch}`, async (child) => {
        await Promise.all(
          Array.from({ length: size }, (_, guest) =>
            child.step(`serve guest ${guest}`, async ({ logger }) => {
              logger.info(`guest ${guest} of batch ${batch} is served`);
              return guest;
            }),
          ),
        );
      });
    }
    await gate('last gate');
    return batches * size;
  },
);
