import { withDurableExecution } from '@perdure/sdk';

export const handler = withDurableExecution(async (event, context) =>
  context.step('deliver', async () => ({ parcel: event.detail?.parcel, bus: process.env.BUS })),
);
