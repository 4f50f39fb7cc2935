import { defaultEngineSettings } from '@perdure/engine';
import { MILLIS_PER_DAY, parseExecutionArn } from '@perdure/protocol';
import { MemoryStore } from '@perdure/store';
import { expect, test } from 'vitest';
import { SystemClock } from './clock.ts';
import { Core, type CoreOptions } from './core.ts';
import type { InvocationOutcome, InvocationTask, Invoker } from './environments/invoker.ts';
import { SystemIds } from './fresh-ids.ts';
import type { DeployedFunction } from './functions/deployed-function.ts';
import { HandClock } from './testing/hand-clock.ts';

const realm = { partition: 'aws', region: 'eu-west-1', account: '000000000000' };

const deployed: DeployedFunction = {
  functionName: 'order',
  version: '1',
  revisionId: 'r1',
  runtime: 'nodejs24.x',
  handler: 'index.handler',
  role: 'arn:aws:iam::000000000000:role/order',
  codeSha256: '',
  timeoutSeconds: 3,
  memoryMegabytes: 128,
  environment: {},
  durable: { ExecutionTimeout: 60, RetentionPeriodInDays: 1 },
  environmentConcurrency: 1,
};

function makeCore(
  store: MemoryStore,
  handler: (task: InvocationTask) => Promise<unknown>,
  options: Partial<CoreOptions> = {},
): Core {
  const invoker: Invoker = {
    reserve: async () => ({
      run: async (task): Promise<InvocationOutcome> => ({
        kind: 'returned',
        body: JSON.stringify(await handler(task)),
        logTail: '',
      }),
      release: () => undefined,
    }),
    close: async () => undefined,
  };
  return new Core({
    store,
    clock: new SystemClock(),
    ids: new SystemIds(),
    settings: defaultEngineSettings,
    realm,
    directory: {
      resolve: async () => ({ ok: true, value: deployed }),
      version: async () => deployed,
      exists: async () => true,
    },
    invoker,
    sessionId: 'session-1',
    onFault: (fault) => {
      throw fault;
    },
    ...options,
  });
}

test('an execution runs from its start to its result', async () => {
  const core = makeCore(new MemoryStore(), async (task) => {
    const input = JSON.parse(task.payload);
    return {
      Status: 'SUCCEEDED',
      Result: input.InitialExecutionState.Operations[0].ExecutionDetails.InputPayload,
    };
  });
  await core.start();
  const started = await core.executions.start({
    deployed,
    input: '{"quantity":2}',
    invocationType: 'RequestResponse',
  });
  if (!started.ok) throw new Error(started.refusal.message);
  const outcome = await core.executions.outcome(started.value.reference, new AbortController().signal);
  expect(outcome).toEqual({ ok: true, value: { status: 'SUCCEEDED', result: '{"quantity":2}' } });
  const history = await core.executions.history(started.value.reference, {
    includeExecutionData: true,
    reverseOrder: false,
    maxItems: 100,
  });
  expect(history.ok && history.value.Events.map((event) => event.EventType)).toEqual([
    'ExecutionStarted',
    'InvocationCompleted',
    'ExecutionSucceeded',
  ]);
  await core.close();
});

test('the same name and payload start one execution; another payload is refused', async () => {
  const core = makeCore(new MemoryStore(), async () => ({ Status: 'SUCCEEDED' }));
  await core.start();
  const start = (input: string) =>
    core.executions.start({ deployed, executionName: 'order-17', input, invocationType: 'Event' });
  const [first, second, other] = await Promise.all([start('1'), start('1'), start('2')]);
  expect(first.ok && second.ok && first.value.executionArn === second.value.executionArn).toBe(true);
  expect(other.ok || other.refusal.code).toBe('DurableExecutionAlreadyStartedException');
  await core.close();
});

test('a chained invoke that the function may not make fails with the reason, and starts nothing', async () => {
  const asked: unknown[] = [];
  const refusal = 'User: role/order is not authorized to perform: lambda:InvokeFunction';
  const core: Core = makeCore(
    new MemoryStore(),
    async (task) => {
      const { DurableExecutionArn, CheckpointToken } = JSON.parse(task.payload);
      const reference = parseExecutionArn(DurableExecutionArn);
      if (reference === undefined) throw new Error('an invocation names its execution');
      const update = { Id: 'pay', Type: 'CHAINED_INVOKE', Action: 'START' } as const;
      const checkpoint = await core.executions.checkpoint(reference, {
        CheckpointToken,
        Updates: [{ ...update, ChainedInvokeOptions: { FunctionName: 'payments:live' } }],
      });
      return { Status: 'SUCCEEDED', Result: JSON.stringify(checkpoint) };
    },
    {
      invokePermission: {
        refusalOf: async (caller, functionArn) => {
          asked.push([caller.functionName, functionArn]);
          return refusal;
        },
      },
    },
  );
  await core.start();
  const started = await core.executions.start({ deployed, input: '{}', invocationType: 'RequestResponse' });
  if (!started.ok) throw new Error(started.refusal.message);
  const outcome = await core.executions.outcome(started.value.reference, new AbortController().signal);
  const result = outcome.ok && outcome.value.status === 'SUCCEEDED' ? (outcome.value.result ?? '') : '';
  expect(JSON.parse(result).value.NewExecutionState.Operations).toMatchObject([
    {
      Id: 'pay',
      Status: 'FAILED',
      ChainedInvokeDetails: { Error: { ErrorType: 'AccessDeniedException', ErrorMessage: refusal } },
    },
  ]);
  expect(asked).toEqual([['order', 'arn:aws:lambda:eu-west-1:000000000000:function:payments:live']]);
  await core.close();
});

test('an execution is gone when its retention is over, and its name is free', async () => {
  const store = new MemoryStore();
  const clock = new HandClock();
  const core = makeCore(store, async () => ({ Status: 'SUCCEEDED' }), { clock });
  await core.start();
  const start = (input: string) =>
    core.executions.start({ deployed, executionName: 'order-17', input, invocationType: 'Event' });
  const started = start('1');
  await clock.advance(0);
  const first = await started;
  if (!first.ok) throw new Error(first.refusal.message);
  const { executionId } = first.value.reference;
  await clock.advance(MILLIS_PER_DAY - 1);
  expect((await store.head(executionId))?.status).toBe('SUCCEEDED');
  await clock.advance(1);
  expect(await store.read([executionId])).toEqual([undefined]);
  const again = start('2');
  await clock.advance(0);
  expect((await again).ok).toBe(true);
  const closed = core.close();
  await clock.advance(0);
  await closed;
});

test('an invocation that the store had no room for begins within a second of there being room', async () => {
  const store = new MemoryStore();
  const clock = new HandClock();
  const commit = store.commit.bind(store);
  let isFull = false;
  store.commit = async (changes) => {
    if (isFull) throw new Error('the disk is full');
    return commit(changes);
  };
  const faults: unknown[] = [];
  const core = makeCore(store, async () => ({ Status: 'SUCCEEDED' }), {
    clock,
    onCommitted: ({ version }) => {
      if (version === 1) isFull = true;
    },
    onFault: (fault) => faults.push(fault),
  });
  await core.start();
  const started = core.executions.start({ deployed, input: '1', invocationType: 'Event' });
  await clock.advance(5000);
  const first = await started;
  if (!first.ok) throw new Error(first.refusal.message);
  const { executionId } = first.value.reference;
  expect(faults.length).toBeGreaterThan(0);
  expect((await store.head(executionId))?.status).toBe('RUNNING');
  isFull = false;
  await clock.advance(1000);
  expect((await store.head(executionId))?.status).toBe('SUCCEEDED');
  const closed = core.close();
  await clock.advance(0);
  await closed;
});
