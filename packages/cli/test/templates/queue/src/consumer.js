import { withDurableExecution } from '@perdure/sdk';

export const handler = withDurableExecution(async (event, context) =>
  context.map('jobs', event.Records, async (job, record) => job.step('work', async () => record.body.length)),
);
