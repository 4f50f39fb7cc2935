// Suite 4: callbacks that the handler creates and awaits itself.

import { type Serdes, withDurableExecution } from 'durable-sdk';
import type { HandlerSet } from './handler-set.ts';

const MILLIS_PER_SECOND = 1000;

interface Approval {
  id: string;
  message: string;
  timestamp: Date;
}

const approvalSerdes: Pick<Serdes<Approval>, 'deserialize'> = {
  deserialize: async (data) => {
    if (data === undefined) return undefined;
    const { id, message, timestamp } = JSON.parse(data);
    return { id, message, timestamp: new Date(timestamp) };
  },
};

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

export const handlers: HandlerSet = {
  '4-1': withDurableExecution(async (event: string, context) => {
    const [result] = await context.createCallback(event);
    return await result;
  }),

  '4-2': withDurableExecution(async (_event, context) => {
    const [result] = await context.createCallback('approval');
    return await result;
  }),

  '4-3': withDurableExecution(async (event: string, context) => {
    const [result] = await context.createCallback(event, { timeout: { seconds: 5 } });
    return await result;
  }),

  '4-5': withDurableExecution(async (event: string, context) => {
    const [result] = await context.createCallback(event, { heartbeatTimeout: { seconds: 10 } });
    return await result;
  }),

  '4-6': withDurableExecution(async (event: string, context) => {
    const [result] = await context.createCallback(event);
    return await result;
  }),

  '4-7': withDurableExecution(async (event: string, context) => {
    const [result] = await context.createCallback(event);
    await context.step(async () => 'between');
    return await result;
  }),

  '4-9': withDurableExecution(async (event: string, context) => {
    const [result] = await context.createCallback(event);
    await context.wait({ seconds: 5 });
    return await result;
  }),

  '4-10': withDurableExecution(async (event: string, context) => {
    const [result] = await context.createCallback(event);
    await context.wait({ seconds: 5 });
    return await result;
  }),

  '4-11': withDurableExecution(async (event: string, context) => {
    const [result] = await context.createCallback(event, { timeout: { seconds: 3 } });
    await context.wait({ seconds: 6 });
    return await result;
  }),

  '4-12': withDurableExecution(async (event: string, context) => {
    const [result] = await context.createCallback(event);
    const value = await result;
    await context.wait({ seconds: 2 });
    return value;
  }),

  '4-13': withDurableExecution(async (event: string, context) => {
    let message = 'no error';
    const [result] = await context.createCallback(event);
    try {
      await result;
    } catch (error) {
      message = messageOf(error);
    }
    await context.wait({ seconds: 2 });
    return message;
  }),

  '4-14': withDurableExecution(async (event: string, context) => {
    let message = 'no error';
    const [result] = await context.createCallback(event, { timeout: { seconds: 3 } });
    try {
      await result;
    } catch (error) {
      message = messageOf(error);
    }
    await context.wait({ seconds: 2 });
    return message;
  }),

  '4-15': withDurableExecution(async (event: string, context) => {
    const [result] = await context.createCallback<Approval>(event, { serdes: approvalSerdes });
    const { id, message, timestamp } = await result;
    return { received: { id, message, timestamp: timestamp.getTime() / MILLIS_PER_SECOND } };
  }),

  '4-17': withDurableExecution(async ([nameA, nameB]: [string, string], context) => {
    const [resultA] = await context.createCallback(nameA);
    const a = await resultA;
    const [resultB] = await context.createCallback(nameB);
    return [a, await resultB];
  }),

  '4-18': withDurableExecution(async ([nameA, nameB]: [string, string], context) => {
    const [resultA] = await context.createCallback(nameA);
    const [resultB] = await context.createCallback(nameB);
    const a = await resultA;
    return [a, await resultB];
  }),

  '4-19': withDurableExecution(async ([nameA, nameB]: [string, string], context) => {
    const [resultA] = await context.createCallback(nameA);
    const [resultB] = await context.createCallback(nameB);
    const b = await resultB;
    return [await resultA, b];
  }),
};
