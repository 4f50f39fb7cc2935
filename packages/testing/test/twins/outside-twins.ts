import { WaitingOperationStatus } from '../../src/operations/waiting-operation-status.ts';
import { skippedSuspensions, type Twin } from './twin.ts';

export const outsideTwins: { [title: string]: Twin } = {
  'a callback that is answered': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => {
        const [answer] = await context.createCallback('approval');
        return answer;
      }),
    during: async (runner) => {
      const approval = await runner.getOperation('approval').waitForData(WaitingOperationStatus.STARTED);
      await approval.sendCallbackSuccess('granted');
    },
  },
  'a callback with JSON and a serdes': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => {
        const [answer] = await context.createCallback<{ ok: boolean }>('approval', {
          serdes: { deserialize: async (text) => JSON.parse(text ?? 'null') },
        });
        return (await answer).ok;
      }),
    during: async (runner) => {
      const approval = await runner.getOperation('approval').waitForData();
      await approval.sendCallbackSuccess(JSON.stringify({ ok: true }));
    },
  },
  'a callback that fails': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => {
        const [answer] = await context.createCallback('approval');
        return answer;
      }),
    during: async (runner) => {
      const approval = await runner.getOperation('approval').waitForData();
      await approval.sendCallbackFailure({ ErrorType: 'Denied', ErrorMessage: 'not today', ErrorData: 'x' });
    },
  },
  'a callback with a heartbeat': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => {
        const [answer] = await context.createCallback('approval', { heartbeatTimeout: { minutes: 5 } });
        return answer;
      }),
    during: async (runner) => {
      const approval = await runner.getOperation('approval').waitForData();
      await approval.sendCallbackHeartbeat();
      await approval.sendCallbackSuccess('alive');
    },
  },
  'a callback that times out': {
    differs: { details: 'only ours gives the error type that the service gives: Callback.Timeout' },
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => {
        const [answer] = await context.createCallback('approval', { timeout: { seconds: 1 } });
        try {
          return await answer;
        } catch (error) {
          return (error as Error).name;
        }
      }),
  },
  waitForCallback: {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) =>
        context.waitForCallback('charge', async () => undefined),
      ),
    during: async (runner) => {
      const charge = await runner.getOperation('charge').waitForData(WaitingOperationStatus.SUBMITTED);
      await charge.sendCallbackSuccess('paid');
    },
  },
  'waitForCallback that fails': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) =>
        context.waitForCallback('charge', async () => undefined),
      ),
    during: async (runner) => {
      const charge = await runner.getOperation('charge').waitForData(WaitingOperationStatus.SUBMITTED);
      await charge.sendCallbackFailure({ ErrorMessage: 'no money' });
    },
  },
  'waitForCallback whose submitter fails': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) =>
        context.waitForCallback('charge', () => Promise.reject(new Error('provider is down')), {
          retryStrategy: sdk.retryPresets.noRetry,
        }),
      ),
  },
  'callbacks side by side': {
    differs: { invocations: skippedSuspensions },
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => {
        const [first] = await context.createCallback('first');
        const [second] = await context.createCallback('second');
        return context.promise.all('both', [first, second]);
      }),
    during: async (runner) => {
      const second = await runner.getOperation('second').waitForData();
      await second.sendCallbackSuccess('2');
      await runner.getOperation('first').sendCallbackSuccess('1');
    },
  },
  'an invoked plain function': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => context.invoke('ship', 'shipping', { weight: 3 })),
    prepare: (runner) =>
      void runner.registerFunction('shipping', async ({ weight }) => ({ cost: weight * 2 })),
  },
  'an invoked durable function': {
    differs: { invocations: skippedSuspensions },
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => context.invoke('sub', 'sub-workflow', { n: 2 })),
    prepare: (runner, sdk) =>
      void runner.registerDurableFunction(
        'sub-workflow',
        sdk.withDurableExecution(async (event, context) => {
          await context.wait('inside', { seconds: 2 });
          return context.step('double', async () => event.n * 2);
        }),
      ),
  },
  'an invoked function that fails': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => {
        try {
          return await context.invoke('ship', 'shipping', {});
        } catch (error) {
          return { name: (error as Error).name, message: (error as Error).message };
        }
      }),
    prepare: (runner) =>
      void runner.registerFunction('shipping', async () => {
        throw new Error('no lorry');
      }),
  },
  'a function invoked by ARN': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) =>
        context.invoke('arn:aws:lambda:us-east-1:123456789012:function:ship:live', { n: 1 }),
      ),
    prepare: (runner) =>
      void runner.registerFunction(
        'arn:aws:lambda:us-east-1:123456789012:function:ship:live',
        async ({ n }) => n + 1,
      ),
  },
};
