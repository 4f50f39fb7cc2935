// The OpenTelemetry suites: both views look at the same handlers, and the input says which.

import {
  createRetryStrategy,
  type DurableContext,
  type DurableInstrumentationPlugin,
  type DurableLambdaHandler,
  JitterStrategy,
  retryPresets,
  withDurableExecution,
} from 'durable-sdk';
import type { HandlerSet } from './handler-set.ts';

interface Input {
  scenario: string;
  delay_seconds?: string;
}

type Scenario = (context: DurableContext, delay: { seconds: number }) => Promise<unknown>;

const target = (role: 'ECHO' | 'FAILING'): string => {
  const name = process.env[`CONFORMANCE_${role}`];
  if (name === undefined) throw new Error(`CONFORMANCE_${role} is not set; the runner names the function`);
  return name;
};

const fail = async (): Promise<never> => {
  throw new Error('Intentional failure');
};

const oneRetry = createRetryStrategy({
  maxAttempts: 2,
  initialDelay: { seconds: 1 },
  jitter: JitterStrategy.NONE,
});

const scenarios: Readonly<Record<string, Scenario>> = {
  success: (context) => context.step('otel-success', async () => 'done'),

  'wait-resume': async (context) => {
    await context.wait('otel-wait', { seconds: 1 });
    return context.step('otel-after-resume', async () => 'done');
  },

  retry: (context) =>
    context.step('otel-retry', async ({ attempt }) => (attempt === 1 ? fail() : attempt), {
      retryStrategy: oneRetry,
    }),

  'step-failure': (context) =>
    context.step('otel-failed-step', fail, { retryStrategy: retryPresets.noRetry }),

  'child-context': (context) =>
    context.runInChildContext('otel-child-context', (child) =>
      child.step('otel-child-step', async () => 'done'),
    ),

  'virtual-context': (context) =>
    context.runInChildContext(
      'otel-virtual-context',
      (child) => child.step('otel-virtual-step', async () => 'done'),
      { virtualContext: true },
    ),

  'parallel-hierarchy': async (context) => {
    const branches = ['a', 'b'].map((letter) => ({
      name: `otel-parallel-branch-${letter}`,
      func: (child: DurableContext) => child.step(`otel-parallel-step-${letter}`, async () => letter),
    }));
    const batch = await context.parallel('otel-parallel', branches, { maxConcurrency: 1 });
    return batch.getResults();
  },

  'parallel-failure': async (context) => {
    const branch = { name: 'otel-failed-parallel-branch', func: fail };
    const batch = await context.parallel('otel-failed-parallel', [branch]);
    batch.throwIfError();
  },

  'map-hierarchy': async (context) => {
    const batch = await context.map(
      'otel-map',
      [0, 1],
      (child, item) => child.step(`otel-map-step-${item}`, async () => item),
      { maxConcurrency: 1, itemNamer: (_item, index) => `otel-map-iteration-${index}` },
    );
    return batch.getResults();
  },

  'map-failure': async (context) => {
    const itemNamer = (_item: number, index: number): string => `otel-failed-map-iteration-${index}`;
    const batch = await context.map('otel-failed-map', [0], fail, { itemNamer });
    batch.throwIfError();
  },

  'wait-for-condition': (context) =>
    context.waitForCondition('otel-condition', async (polls: number) => polls + 1, {
      initialState: 0,
      waitStrategy: (polls) =>
        polls < 2 ? { shouldContinue: true, delay: { seconds: 1 } } : { shouldContinue: false },
    }),

  'wait-for-callback': (context) => context.waitForCallback('otel-callback', async () => {}),

  'wait-for-callback-failure': (context) => context.waitForCallback('otel-failed-callback', async () => {}),

  'chained-invoke': (context) => context.invoke('otel-invoke', target('ECHO'), 'hello'),

  'chained-invoke-failure': (context) => context.invoke('otel-failed-invoke', target('FAILING'), 'hello'),

  // Far longer than the execution may last.
  'wait-interrupted': (context) => context.wait('otel-interrupted-wait', { hours: 1 }),

  'execution-failure': fail,

  'long-wait': async (context, delay) => {
    await context.wait('otel-long-wait', delay);
    return context.step('otel-after-long-wait', async () => 'done');
  },

  'long-retry': (context, delay) =>
    context.step('otel-long-retry', async ({ attempt }) => (attempt === 1 ? fail() : attempt), {
      retryStrategy: (_error, attempts) => ({ shouldRetry: attempts < 2, delay }),
    }),

  'long-callback': (context) => context.waitForCallback('otel-long-callback', async () => {}),

  'long-invoke': (context) => context.invoke('otel-long-invoke', target('ECHO'), 'hello'),
};

const REQUIREMENTS = 20;

/** The ids of a suite. `view`: what is added to ids where one suite is about both views. */
export const otelRequirements = (suite: string, view = ''): string[] =>
  Array.from({ length: REQUIREMENTS }, (_, index) => `${suite}-${index + 1}${view}`);

/** Every requirement of a suite runs the same function, with the plugin of its view. */
export function scenarioHandlers(
  requirements: readonly string[],
  plugin: DurableInstrumentationPlugin,
): HandlerSet {
  const run: DurableLambdaHandler = withDurableExecution(
    async ({ scenario, delay_seconds: seconds = '1' }: Input, context) => {
      const code = scenarios[scenario];
      if (code === undefined) throw new Error(`there is no scenario ${scenario}`);
      return code(context, { seconds: Number(seconds) });
    },
    { plugins: [plugin] },
  );
  return Object.fromEntries(requirements.map((id) => [id, run]));
}

/** What the invoking scenarios invoke. */
export const scenarioTargets = (plugin: DurableInstrumentationPlugin): HandlerSet => ({
  ECHO: withDurableExecution(async (event) => event, { plugins: [plugin] }),
  FAILING: withDurableExecution(fail, { plugins: [plugin] }),
});
