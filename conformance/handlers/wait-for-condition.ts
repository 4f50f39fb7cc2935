// Suite 6: waiting for a condition.

import {
  createWaitStrategy,
  type DurableContext,
  JitterStrategy,
  type Serdes,
  type WaitForConditionConfig,
  withDurableExecution,
} from 'durable-sdk';
import type { HandlerSet } from './handler-set.ts';

const increment = async (state: number) => state + 1;

/** Polls every second while `goOn` says so. */
const pollWhile = <State>(
  initialState: State,
  goOn: (state: State) => boolean,
): WaitForConditionConfig<State> => ({
  initialState,
  waitStrategy: (state) =>
    goOn(state) ? { shouldContinue: true, delay: { seconds: 1 } } : { shouldContinue: false },
});

/** Polls at a fixed distance. */
const fixedDelay = (seconds: number, goOn: (state: number) => boolean, maxAttempts?: number) =>
  createWaitStrategy<number>({
    initialDelay: { seconds },
    backoffRate: 1,
    jitter: JitterStrategy.NONE,
    shouldContinuePolling: goOn,
    ...(maxAttempts === undefined ? {} : { maxAttempts }),
  });

const base64Serdes: Serdes<string> = {
  serialize: async (value) => (value === undefined ? undefined : Buffer.from(value).toString('base64')),
  deserialize: async (data) => (data === undefined ? undefined : Buffer.from(data, 'base64').toString()),
};

const countFrom = (context: DurableContext, start: number, end: number) =>
  context.waitForCondition(
    increment,
    pollWhile(start, (state) => state < end),
  );

interface Job {
  status: 'PENDING' | 'DONE';
  attempts: number;
}

export const handlers: HandlerSet = {
  '6-1': withDurableExecution(async (event: number, context) => countFrom(context, 0, event)),

  '6-2': withDurableExecution(async (_event, context) =>
    context.waitForCondition(
      async (state: number) => state,
      pollWhile(5, (state) => state < 5),
    ),
  ),

  '6-3': withDurableExecution(async (_event, context) =>
    context.waitForCondition(
      'poll-status',
      increment,
      pollWhile(0, (state) => state < 2),
    ),
  ),

  '6-5': withDurableExecution(async (event: number, context) =>
    context.waitForCondition(increment, {
      initialState: 0,
      waitStrategy: fixedDelay(2, (state) => state < event),
    }),
  ),

  '6-6': withDurableExecution(async (event: number, context) =>
    context.waitForCondition(increment, {
      initialState: event,
      waitStrategy: fixedDelay(1, () => true, 3),
    }),
  ),

  '6-7': withDurableExecution(async (_event, context) =>
    context.waitForCondition(
      async (): Promise<number> => {
        throw new Error('the check fails');
      },
      pollWhile(0, () => true),
    ),
  ),

  '6-9': withDurableExecution(async (_event, context) =>
    context.waitForCondition(
      async ({ attempts }: Job): Promise<Job> => ({
        status: attempts + 1 >= 2 ? 'DONE' : 'PENDING',
        attempts: attempts + 1,
      }),
      pollWhile<Job>({ status: 'PENDING', attempts: 0 }, ({ status }) => status === 'PENDING'),
    ),
  ),

  '6-10': withDurableExecution(async (_event, context) =>
    context.waitForCondition(
      async (): Promise<string | null> => null,
      pollWhile<string | null>('not polled yet', () => false),
    ),
  ),

  '6-11': withDurableExecution(async (_event, context) =>
    context.waitForCondition(async (state: string) => `${state}x`, {
      ...pollWhile('', (state) => state.length < 2),
      serdes: base64Serdes,
    }),
  ),

  '6-13': withDurableExecution(async (_event, context) => {
    const first = await countFrom(context, 0, 2);
    return countFrom(context, first, 4);
  }),
};
