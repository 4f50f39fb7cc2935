// Suite 5: chained invokes. The runner deploys the functions that are invoked, and names them in the environment.
//
// The three-argument form is used wherever the input may be a string: with two strings the SDK takes the first for the
// name of the operation.

import { type Serdes, withDurableExecution } from 'durable-sdk';
import type { HandlerSet } from './handler-set.ts';

/** Near the limit of an operation's payload, which is 256 KiB. */
const LARGE_CHARACTERS = 250 * 1024;

const target = (role: 'ECHO' | 'FAILING'): string => {
  const name = process.env[`CONFORMANCE_${role}`];
  if (name === undefined) throw new Error(`CONFORMANCE_${role} is not set; the runner names the function`);
  return name;
};

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** JSON in which every string is in capitals. */
const loudSerdes: Serdes<{ data: string }> = {
  serialize: async (value) => value && JSON.stringify({ data: value.data.toUpperCase() }),
  deserialize: async (data) => (data === undefined ? undefined : JSON.parse(data)),
};

const quotingSerdes: Serdes<string> = {
  serialize: async (value) => value,
  deserialize: async (data) => `<${data}>`,
};

export const handlers: HandlerSet = {
  '5-1': withDurableExecution(async (event: string, context) =>
    context.invoke('echo', target('ECHO'), event),
  ),

  '5-2': withDurableExecution(async (event: { name: string; payload: string }, context) =>
    context.invoke(event.name, target('ECHO'), event.payload),
  ),

  '5-3': withDurableExecution(async (event, context) => context.invoke(target('ECHO'), event)),

  '5-4': withDurableExecution(async (_event, context) => context.invoke(target('ECHO'), null)),

  '5-5': withDurableExecution(async (_event, context) => context.invoke(target('FAILING'))),

  '5-6': withDurableExecution(async (_event, context) => {
    try {
      return await context.invoke(target('FAILING'));
    } catch {
      return 'fallback';
    }
  }),

  '5-7': withDurableExecution(async (_event, context) => {
    const echoed: { data: string } = await context.invoke(target('ECHO'), {
      data: '.'.repeat(LARGE_CHARACTERS),
    });
    return echoed.data.length;
  }),

  '5-9': withDurableExecution(async (_event, context) => {
    const result = await context.invoke(target('ECHO'), { from: 'caller' });
    await context.wait({ seconds: 1 });
    return result;
  }),

  '5-10': withDurableExecution(async (_event, context) => {
    let caught = 'nothing';
    try {
      await context.invoke(target('FAILING'));
    } catch (error) {
      caught = messageOf(error);
    }
    await context.wait({ seconds: 1 });
    return caught;
  }),

  '5-11': withDurableExecution(async (_event, context) => {
    const prepared = await context.step(async () => ({ prepared: true }));
    return context.invoke(target('ECHO'), prepared);
  }),

  '5-13': withDurableExecution(async (_event, context) =>
    context.runInChildContext(async (child) => child.invoke(target('ECHO'), { from: 'child' })),
  ),

  '5-14': withDurableExecution(async (_event, context) => {
    const first = await context.invoke(target('ECHO'), { turn: 1 });
    const second = await context.invoke(target('ECHO'), { turn: 2 });
    return [first, second];
  }),

  '5-15': withDurableExecution(async (event: { data: string }, context) =>
    context.invoke(target('ECHO'), event, { payloadSerdes: loudSerdes }),
  ),

  '5-16': withDurableExecution(async (_event, context) =>
    context.invoke('quoted', target('ECHO'), 'result', { resultSerdes: quotingSerdes }),
  ),
};

/** The functions that the handlers above invoke. */
export const targets: HandlerSet = {
  ECHO: withDurableExecution(async (event: unknown) => event),
  FAILING: withDurableExecution(async () => {
    throw new Error('the invoked function fails');
  }),
};
