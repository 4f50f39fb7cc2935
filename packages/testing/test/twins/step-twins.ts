import { skippedSuspensions, type Twin } from './twin.ts';

const boom = (message: string): Promise<never> => Promise.reject(new Error(message));

export const stepTwins: { [title: string]: Twin } = {
  'a step answers': {
    handler: (sdk) => sdk.withDurableExecution(async (_event, context) => context.step('one', async () => 1)),
  },
  'a step without a name': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => context.step(async () => 'unnamed')),
  },
  'steps one after another': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => {
        const one = await context.step('one', async () => 1);
        const two = await context.step('two', async () => one + 1);
        return context.step('three', async () => two + 1);
      }),
  },
  'steps of one name': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => {
        const numbers = [];
        for (const n of [1, 2, 3]) numbers.push(await context.step('same', async () => n * 10));
        return numbers;
      }),
  },
  'steps side by side': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => {
        const left = context.step('left', async () => 'l');
        const right = context.step('right', async () => 'r');
        return [await left, await right];
      }),
  },
  'the event is the payload': {
    payload: { order: 7, lines: [{ sku: 'a' }] },
    handler: (sdk) =>
      sdk.withDurableExecution(async (event, context) =>
        context.step('read', async () => event.lines[0].sku),
      ),
  },
  'no payload is an empty object': {
    handler: (sdk) => sdk.withDurableExecution(async (event) => event),
  },
  'a payload of null': {
    payload: null,
    handler: (sdk) => sdk.withDurableExecution(async (event) => ({ event })),
  },
  'a step without a result': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => {
        const nothing = await context.step('nothing', async () => undefined);
        return { nothing: nothing === undefined };
      }),
  },
  'a step that answers null': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => context.step('null', async () => null)),
  },
  'a handler without operations': {
    handler: (sdk) => sdk.withDurableExecution(async () => 'only this'),
  },
  'a handler that throws': {
    handler: (sdk) =>
      sdk.withDurableExecution(async () => {
        throw new TypeError('not like this');
      }),
  },
  'a step that fails without retries': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) =>
        context.step('doomed', () => boom('never works'), { retryStrategy: sdk.retryPresets.noRetry }),
      ),
  },
  'a step that succeeds at the third attempt': {
    differs: { invocations: skippedSuspensions },
    handler: (sdk) => {
      let calls = 0;
      return sdk.withDurableExecution(async (_event, context) =>
        context.step('flaky', async () => (++calls < 3 ? boom(`attempt ${calls}`) : calls), {
          retryStrategy: (_error, attempt) => ({ shouldRetry: attempt < 5, delay: { seconds: attempt } }),
        }),
      );
    },
  },
  'a step whose attempts are used up': {
    differs: { invocations: skippedSuspensions },
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) =>
        context.step('stubborn', () => boom('again'), {
          retryStrategy: sdk.createRetryStrategy({ maxAttempts: 2, initialDelay: { seconds: 1 } }),
        }),
      ),
  },
  'an error that is caught': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => {
        try {
          return await context.step('doomed', () => boom('no'), { retryStrategy: sdk.retryPresets.noRetry });
        } catch (error) {
          return { name: (error as Error).name, message: (error as Error).message };
        }
      }),
  },
  'an at-most-once step': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) =>
        context.step('once', async () => 'done', { semantics: sdk.StepSemantics.AtMostOncePerRetry }),
      ),
  },
  'a step with a serdes of its own': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) =>
        context.step('reversed', async () => 'abc', {
          serdes: {
            serialize: async (value) => JSON.stringify([...(value ?? '')].reverse()),
            deserialize: async (text) => (JSON.parse(text ?? '[]') as string[]).reverse().join(''),
          },
        }),
      ),
  },
};
