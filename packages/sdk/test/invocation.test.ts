// An invocation from outside: what it takes, what it answers, and what it leaves behind. A bug would show as an event that is
// misread, as an answer that differs from the one of AWS's SDK, or as a process that does not end.

import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  DurableExecutionApiClient,
  DurableExecutionClientError,
  type DurableExecutionHandler,
  DurableExecutionInvocationInputWithClient,
  refreshLogConfig,
  withDurableExecution,
} from '../src/index.ts';
import { drive, lambdaContext, resultOf } from './drive.ts';
import { awsWrapper, onTheWire, sameOnBoth } from './same-on-both.ts';
import { executionArn, ServiceDouble } from './service-double.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  refreshLogConfig();
});

describe('what comes in', () => {
  test('sdk 5.1: times are texts in the event and dates in answers; what is neither is no time', async () => {
    for (const ScheduledEndTimestamp of [new Date(0).toISOString(), new Date(0), 'soon']) {
      const run = await sameOnBoth(async (_event, ctx) => ctx.wait('w', { hours: 1 }), {
        prepare: (service) =>
          service.put('1', {
            Type: 'WAIT',
            SubType: 'Wait',
            Name: 'w',
            WaitDetails: { ScheduledEndTimestamp: ScheduledEndTimestamp as never },
          }),
        invocationsMax: 1,
      });
      expect(run.service.requests).toEqual([]);
    }
  });

  test.each([{}, undefined, { DurableExecutionArn: 'arn' }, { CheckpointToken: 'token' }])(
    'sdk 5.2.1: the event %o is refused in words',
    async (event) => {
      const handler = withDurableExecution(async () => 1);
      await expect(handler(event as never, lambdaContext)).rejects.toThrow(
        'Unexpected payload provided to start the durable execution.\nCheck your resource configurations to confirm the durability is set.',
      );
    },
  );

  test('sdk 5.2.2: two clients are one too many', async () => {
    const client = { send: async () => ({}) };
    const run = await drive(async () => 1, { config: { client } });
    expect(run.output).toMatchObject({
      Status: 'FAILED',
      Error: { ErrorMessage: expect.stringContaining('Both `client`') },
    });
  });

  test('sdk 5.2.3: a plugin that cannot be loaded fails every invocation', async () => {
    vi.stubEnv('DURABLE_EXECUTION_PLUGINS', 'no-such-plugin');
    for (const wrapper of [withDurableExecution as never, awsWrapper]) {
      const { output } = await drive(async () => 1, {}, wrapper);
      expect(output).toMatchObject({ Status: 'FAILED', Error: { ErrorType: 'PluginLoadError' } });
    }
  });

  test('sdk 5.2.4: the client that the event brings goes before those of the configuration', async () => {
    const [brought, configured] = [new ServiceDouble(), new ServiceDouble()];
    const handler = withDurableExecution(async (_event, ctx) => ctx.step(async () => 1), {
      durableExecutionClient: configured,
    });
    const event = new DurableExecutionInvocationInputWithClient(brought.event(), brought);
    expect(await handler(event, lambdaContext)).toMatchObject({ Status: 'SUCCEEDED' });
    expect([brought.requests.length, configured.requests.length]).toEqual([1, 0]);
    expect(DurableExecutionInvocationInputWithClient.isInstance(brought.event())).toBe(false);
  });

  test('sdk 5.2.6: the event of the handler is the start payload, wherever its operation is', async () => {
    const run = await sameOnBoth(async (event) => event, { input: { order: 1 } });
    expect(resultOf(run)).toEqual({ order: 1 });
    const service = new ServiceDouble({ input: { order: 2 } });
    service.put('1', { Name: 's', Status: 'SUCCEEDED' });
    const event = service.event();
    event.InitialExecutionState.Operations.reverse();
    const handler = withDurableExecution(async (input) => input, { durableExecutionClient: service });
    expect(await handler(event, lambdaContext)).toMatchObject({ Result: '{"order":2}' });
  });

  test('sdk 5.2.6: a state without the execution, and a payload that is no JSON, are refused in words', async () => {
    const handler = withDurableExecution(async (input) => input, {
      durableExecutionClient: new ServiceDouble(),
    });
    const eventWith = (Operations: object[]): never =>
      ({
        DurableExecutionArn: executionArn,
        CheckpointToken: 'token',
        InitialExecutionState: { Operations },
      }) as never;
    await expect(handler(eventWith([]), lambdaContext)).rejects.toThrow('no EXECUTION operation');
    const broken = { Id: 'e', Type: 'EXECUTION', ExecutionDetails: { InputPayload: '{' } };
    await expect(handler(eventWith([broken]), lambdaContext)).rejects.toThrow('is not JSON');
    const empty = { Id: 'e', Type: 'EXECUTION' };
    expect(await handler(eventWith([empty]), lambdaContext)).toEqual({ Status: 'SUCCEEDED', Result: '{}' });
  });

  test('sdk 5.2.7: with more than its own record, an execution is replayed', async () => {
    const firsts: boolean[] = [];
    const plugins = [
      {
        onInvocationStart: async (info: { isFirstInvocation: boolean }) =>
          void firsts.push(info.isFirstInvocation),
      },
    ];
    await drive(async (_event, ctx) => ctx.wait('w', { seconds: 1 }), { config: { plugins } });
    expect(firsts).toEqual([true, false]);
  });

  test('sdk 5.2.8, 5.2.9: plugins see the start, wrap the handler, and see the end inside of that', async () => {
    const seen: string[] = [];
    const plugin = {
      onInvocationStart: async () => void seen.push('start'),
      wrapInvocation: async <T>(_info: unknown, fn: () => Promise<T>): Promise<T> => {
        seen.push('wrap');
        const output = await fn();
        seen.push('unwrap');
        return output;
      },
      onInvocationEnd: async () => void seen.push('end'),
    };
    await drive(async () => void seen.push('handler'), { config: { plugins: [plugin] } });
    expect(seen).toEqual(['start', 'wrap', 'handler', 'end', 'unwrap']);
  });
});

describe('sdk 5.3: what goes out', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  const named = Object.assign(new Error('no'), { name: 'Mine' });
  const outcomes: [string, DurableExecutionHandler][] = [
    ['a value', async () => ({ a: 1 })],
    ['nothing', async () => undefined],
    ['null', async () => null],
    ['a number that JSON has not', async () => 1n],
    ['a cycle', async () => cyclic],
    ['an error with a name', async () => Promise.reject(named)],
    ['a thrown text', async () => Promise.reject('text')],
    [
      'a batch',
      async (_event, ctx) =>
        ctx.map([1, 2], async (_child, n) => (n === 1 ? n : Promise.reject(new Error('no')))),
    ],
  ];
  test.each(outcomes)('%s is answered as by AWS', async (_title, handler) => {
    const theirs = await drive(handler, {}, awsWrapper);
    const ours = await drive(handler);
    const comparable = ({ output }: typeof ours): unknown => {
      const { Error: error, ...rest } = onTheWire(output) as { Error?: { ErrorType?: string } };
      return { ...rest, error: error?.ErrorType };
    };
    expect(comparable(ours)).toEqual(comparable(theirs));
  });

  test('an invocation that cannot go on is thrown, and repeated by the service', async () => {
    const service = new ServiceDouble({
      beforeCheckpoint: () => {
        throw new DurableExecutionClientError('away');
      },
    });
    await expect(drive(async (_event, ctx) => ctx.step(async () => 1), { service })).rejects.toMatchObject({
      name: 'CheckpointUnrecoverableInvocationError',
      message: '[Unrecoverable Invocation] Checkpoint failed: away',
    });
  });
});

describe('sdk 5.4: the environment', () => {
  test('DURABLE_VERBOSE_MODE makes the SDK speak of itself, from when it is read again', async () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const cutShort: DurableExecutionHandler = async (_event, ctx) => ctx.wait('w', { hours: 1 });
    const run = (): Promise<unknown> => {
      const service = new ServiceDouble();
      service.put('1', { Type: 'WAIT', SubType: 'Wait', Name: 'w', Status: 'CANCELLED' });
      return drive(cutShort, { service });
    };
    vi.stubEnv('DURABLE_VERBOSE_MODE', 'true');
    await run();
    expect(write).not.toHaveBeenCalled();
    refreshLogConfig();
    await run();
    expect(write).toHaveBeenCalledWith(expect.stringMatching(/^durable: wait ended early /));
  });
});

describe('sdk 5.5: clients', () => {
  test('failures of a LambdaClient are logged with the id of the request, and thrown', async () => {
    const complaints: unknown[][] = [];
    const log = (...parameters: unknown[]): void => void complaints.push(parameters);
    const logger = { info: log, warn: log, error: log, debug: log };
    const failure = Object.assign(new Error('no'), { $metadata: { requestId: 'r-1' } });
    const client = new DurableExecutionApiClient({ send: () => Promise.reject(failure) });
    await expect(client.checkpoint({ DurableExecutionArn: 'a', CheckpointToken: 't' }, logger)).rejects.toBe(
      failure,
    );
    await expect(
      client.getExecutionState({ DurableExecutionArn: 'a', CheckpointToken: 't' }, logger),
    ).rejects.toBe(failure);
    expect(complaints).toEqual([
      ['Failed to checkpoint durable execution', failure, { requestId: 'r-1' }],
      ['Failed to get durable execution state', failure, { requestId: 'r-1' }],
    ]);
  });
});

test('sdk 5.7: each answer brings whole records, and what else has changed', async () => {
  const service = new ServiceDouble();
  service.put('9', { Type: 'CALLBACK', SubType: 'Callback', CallbackDetails: { CallbackId: 'id' } });
  const changes: string[][] = [];
  const plugins = [
    {
      onOperationChange: async (info: { updatedOperations: object }) =>
        void changes.push(Object.keys(info.updatedOperations)),
    },
  ];
  const handler: DurableExecutionHandler = async (_event, ctx) => {
    await ctx.step('first', async () => service.answerCallback('9', 'yes'));
    await ctx.step('second', async () => 2);
  };
  await drive(handler, { service, config: { plugins } });
  expect(changes.flat()).toHaveLength(3);
});

test('sdk 4.4: each request has the token of the last answer, and none has a client token of the SDK', async () => {
  const tokens: unknown[] = [];
  const service = new ServiceDouble();
  const client = {
    getExecutionState: service.getExecutionState.bind(service),
    checkpoint: (params: Parameters<ServiceDouble['checkpoint']>[0]) => {
      tokens.push([params.CheckpointToken, params.ClientToken]);
      return service.checkpoint(params);
    },
  };
  const config = { durableExecutionClient: client };
  await drive(
    async (_event, ctx) => {
      await ctx.step(async () => 1);
      await ctx.step(async () => 2);
    },
    { service, config },
  );
  expect(tokens).toEqual([
    ['token-1', undefined],
    ['token-2', undefined],
  ]);
});

test('sdk 4.5: an invocation that has ended leaves no timer behind', async () => {
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  await drive(
    async (_event, ctx) => ctx.promise.race([ctx.step(async () => 1), ctx.invoke('f', 'function') as never]),
    { invocationsMax: 1 },
  );
  expect(timers()).toBe(before);
});
