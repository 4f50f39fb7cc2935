import { skippedSuspensions, type Twin } from './twin.ts';

export const waitTwins: { [title: string]: Twin } = {
  'a wait': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => {
        await context.wait('pause', { seconds: 30 });
        return 'waited';
      }),
  },
  'a wait without a name': {
    handler: (sdk) => sdk.withDurableExecution(async (_event, context) => context.wait({ minutes: 1 })),
  },
  'a wait of a year': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => {
        await context.wait('year', { days: 365 });
        return context.step('after', async () => 'later');
      }),
  },
  'waits between steps': {
    differs: { invocations: skippedSuspensions },
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => {
        const days = [];
        for (let day = 1; day <= 3; day++) {
          days.push(await context.step(`day-${day}`, async () => day));
          await context.wait(`night-${day}`, { hours: 8 });
        }
        return days;
      }),
  },
  'waits side by side': {
    differs: { invocations: skippedSuspensions },
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => {
        await context.promise.all('both', [
          context.wait('short', { seconds: 5 }),
          context.wait('long', { seconds: 10 }),
        ]);
        return 'both';
      }),
  },
  'a condition that is met at once': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) =>
        context.waitForCondition('ready', async () => 'yes', {
          initialState: 'no',
          waitStrategy: () => ({ shouldContinue: false }),
        }),
      ),
  },
  'a condition that is polled': {
    differs: { invocations: skippedSuspensions },
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) =>
        context.waitForCondition('count', async (count: number) => count + 1, {
          initialState: 0,
          waitStrategy: (count) =>
            count < 3 ? { shouldContinue: true, delay: { seconds: 10 } } : { shouldContinue: false },
        }),
      ),
  },
  'a condition whose check throws': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) =>
        context.waitForCondition(
          'broken',
          async (): Promise<number> => {
            throw new Error('cannot look');
          },
          { initialState: 0, waitStrategy: () => ({ shouldContinue: false }) },
        ),
      ),
  },
};
