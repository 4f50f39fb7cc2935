// What plugins are told, and that they cannot do harm. A bug would show as a hook that comes twice, not at all, or in
// another order than under AWS's SDK, or as an outcome that depends on a plugin.

import { describe, expect, test } from 'vitest';
import type {
  DurableExecutionHandler,
  DurableInstrumentationPlugin,
  InvocationEndInfo,
  InvocationInfo,
  OperationChangeInfo,
  OperationInfo,
} from '../src/index.ts';
import { drive, resultOf } from './drive.ts';
import { answerEverything } from './outside-world.ts';
import { parityHandlers } from './parity-handlers.ts';
import { awsWrapper } from './same-on-both.ts';

const operationHooks = [
  'onOperationStart',
  'onOperationEnd',
  'onOperationAttemptStart',
  'onOperationAttemptEnd',
] as const;
const wrapHooks = ['wrapChildContextFn', 'wrapOperationAttemptFn'] as const;

/** A plugin that notes what it is told, in short. */
function recorder(): { told: string[]; plugin: DurableInstrumentationPlugin } {
  const told: string[] = [];
  const note = (hook: string, info: OperationInfo): void => {
    const isEnd = hook === 'onOperationEnd';
    const isAttempt = hook.includes('Attempt');
    const { id, name, parentId, status, isReplay, attempt, error } = info;
    told.push(
      [
        hook,
        id,
        name,
        parentId,
        isReplay,
        isEnd && status,
        isAttempt && attempt,
        isEnd && error?.message,
      ].join(' '),
    );
  };
  const plugin: DurableInstrumentationPlugin = {
    onInvocationStart: async (info) => {
      told.push(`onInvocationStart ${info.isFirstInvocation} ${Object.keys(info.updatedOperations)}`);
    },
    wrapInvocation: async (_info, fn) => {
      told.push('wrapInvocation');
      return fn();
    },
    onInvocationEnd: async (info) => {
      told.push(`onInvocationEnd ${info.status} ${JSON.stringify(info.executionResult)}`);
    },
    onOperationChange: async (info) => {
      told.push(
        `onOperationChange ${Object.keys(info.updatedOperations)} of ${Object.keys(info.operations).length}`,
      );
    },
  };
  for (const hook of operationHooks) plugin[hook] = async (info: OperationInfo) => note(hook, info);
  for (const hook of wrapHooks) {
    plugin[hook] = (info: OperationInfo, fn: () => unknown) => {
      note(hook, info);
      return fn();
    };
  }
  return { told, plugin };
}

const excused = new Set([
  // What is told about concurrent branches comes in the order in which they advance, which is nobody's promise.
  'concurrent operations of every kind',
  // Under AWS's SDK the misused operation begins before the execution fails; ours never begins it (2.3.4).
  'a parent context used in a child',
  'a step inside a step',
]);

describe('sdk 9.2: plugins are told the same as under the SDK of AWS', () => {
  for (const [title, handler] of Object.entries(parityHandlers)) {
    if (excused.has(title)) continue;
    test(title, async () => {
      const theirs = recorder();
      const ours = recorder();
      const options = { between: answerEverything };
      await drive(handler, { ...options, config: { plugins: [theirs.plugin] } }, awsWrapper);
      await drive(handler, { ...options, config: { plugins: [ours.plugin] } });
      expect(ours.told).toEqual(theirs.told);
    });
  }
});

const noRetry = { retryStrategy: () => ({ shouldRetry: false }) };

const work: DurableExecutionHandler = async (_event, ctx) => {
  const first = await ctx.step('first', async () => 1);
  const failure = await ctx
    .step('failing', async () => Promise.reject(new Error('no')), noRetry)
    .catch(() => 'caught');
  const second = await ctx.runInChildContext('child', (child) => child.step('second', async () => 2));
  return [first, failure, second];
};

const harmful: Record<string, DurableInstrumentationPlugin> = {
  'throws at once': {
    wrapInvocation: () => {
      throw new Error('plugin');
    },
    wrapOperationAttemptFn: () => {
      throw new Error('plugin');
    },
    wrapChildContextFn: () => {
      throw new Error('plugin');
    },
    onOperationStart: () => {
      throw new Error('plugin');
    },
    enrichLogContext: () => {
      throw new Error('plugin');
    },
  },
  'rejects later': {
    onInvocationStart: async () => Promise.reject(new Error('plugin')),
    wrapInvocation: async (_info, fn) => {
      await fn();
      throw new Error('plugin');
    },
    wrapOperationAttemptFn: async (_info, fn) => {
      await fn();
      throw new Error('plugin');
    },
    wrapChildContextFn: async () => Promise.reject(new Error('plugin')),
  },
  'never calls the function': {
    wrapOperationAttemptFn: () => 'mine',
    wrapChildContextFn: async () => 'mine',
  },
  'calls the function twice': {
    wrapOperationAttemptFn: async (_info, fn) => {
      await Promise.allSettled([fn(), fn()]);
    },
    wrapChildContextFn: async (_info, fn) => {
      await Promise.allSettled([fn(), fn()]);
    },
  },
  'replaces results and swallows failures': {
    wrapOperationAttemptFn: async (_info, fn) => {
      await Promise.allSettled([fn()]);
      return 'mine';
    },
  },
};

describe('sdk 9.3.2: a plugin that misbehaves changes nothing', () => {
  for (const [title, plugin] of Object.entries(harmful)) {
    test(title, async () => {
      const plain = await drive(work);
      const { plugin: observer, told } = recorder();
      const run = await drive(work, { config: { plugins: [plugin, observer] } });
      expect(resultOf(run)).toEqual(resultOf(plain));
      expect(run.service.requests).toEqual(plain.service.requests);
      expect(told.filter((line) => line.startsWith('wrapOperationAttemptFn'))).toHaveLength(3);
    });
  }
});

describe('sdk 9.1: what plugins are given', () => {
  test('both invocation records say whether it is the first, and hold all operations', async () => {
    const starts: InvocationInfo[] = [];
    const ends: InvocationEndInfo[] = [];
    const plugin: DurableInstrumentationPlugin = {
      onInvocationStart: async (info) => void starts.push(info),
      onInvocationEnd: async (info) => void ends.push(info),
    };
    await drive(
      async (_event, ctx) => {
        await ctx.wait('pause', { seconds: 1 });
        return 'done';
      },
      { input: { order: 1 }, config: { plugins: [plugin] } },
    );
    expect(starts.map((info) => info.isFirstInvocation)).toEqual([true, false]);
    expect(ends.map((info) => [info.isFirstInvocation, info.status])).toEqual([
      [true, 'PENDING'],
      [false, 'SUCCEEDED'],
    ]);
    expect(starts[1]).toMatchObject({ requestId: 'request-1', executionInput: { order: 1 } });
    expect(starts[1]?.executionStartTimestamp).toBeInstanceOf(Date);
    expect(Object.values(starts[1]?.operations ?? {}).map((info) => [info.type, info.status])).toEqual([
      ['EXECUTION', 'STARTED'],
      ['WAIT', 'SUCCEEDED'],
    ]);
    expect(Object.values(starts[1]?.updatedOperations ?? {}).map((info) => info.name)).toEqual(['pause']);
    expect(ends[1]?.executionResult).toBe('done');
  });

  test('the changed operations are among all operations', async () => {
    const changes: OperationChangeInfo[] = [];
    const plugin: DurableInstrumentationPlugin = {
      onOperationChange: async (info) => void changes.push(info),
    };
    await drive(work, { config: { plugins: [plugin] } });
    expect(changes.length).toBeGreaterThan(0);
    for (const { operations, updatedOperations } of changes)
      expect(operations).toMatchObject(updatedOperations);
  });

  test('an end carries the raw result, the attempt and both times', async () => {
    const ends: OperationInfo[] = [];
    const plugin: DurableInstrumentationPlugin = { onOperationEnd: async (info) => void ends.push(info) };
    await drive(async (_event, ctx) => ctx.step('first', async () => ({ a: 1 })), {
      config: { plugins: [plugin] },
    });
    expect(ends).toMatchObject([{ result: '{"a":1}', attempt: 1, status: 'SUCCEEDED' }]);
    expect(ends[0]?.startTimestamp).toBeInstanceOf(Date);
    expect(ends[0]?.endTimestamp).toBeInstanceOf(Date);
  });
});

describe('sdk 5.6: childOperationsDepth', () => {
  for (const depth of [-1, 1.5, Number.NaN, '1' as never]) {
    test(`${depth} fails every invocation with a message`, async () => {
      const run = await drive(work, { config: { pluginsConfig: { childOperationsDepth: depth } } });
      expect(run.output).toMatchObject({
        Status: 'FAILED',
        Error: {
          ErrorMessage: `pluginsConfig.childOperationsDepth must be a non-negative integer or Infinity; got ${depth}.`,
        },
      });
    });
  }

  const nested: DurableExecutionHandler = async (_event, ctx) =>
    ctx.runInChildContext('outer', (outer) =>
      outer.runInChildContext(
        'virtual',
        (virtual) =>
          virtual.runInChildContext('middle', (middle) => middle.runInChildContext('inner', async () => 1)),
        { virtualContext: true },
      ),
    );
  for (const [depth, kept] of [
    [0, []],
    [1, ['outer']],
    [2, ['middle', 'outer']],
    [Number.POSITIVE_INFINITY, ['inner', 'middle', 'outer']],
  ] as const) {
    test(`with ${depth} the contexts that keep their children are: ${kept.join(', ') || 'none'}`, async () => {
      const run = await drive(nested, { config: { pluginsConfig: { childOperationsDepth: depth } } });
      const closing = run.service.requests.flat().filter((update) => update.ContextOptions?.ReplayChildren);
      expect(closing.map((update) => update.Name)).toEqual(kept);
      expect(closing.map((update) => update.Payload)).toEqual(kept.map(() => '1'));
    });
  }
});
