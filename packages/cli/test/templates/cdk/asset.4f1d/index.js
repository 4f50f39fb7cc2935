import { withDurableExecution } from '@perdure/sdk';

export const handler = withDurableExecution(async (event, context) =>
  context.step('remember', async () => ({ remembered: JSON.parse(event.body).what })),
);
