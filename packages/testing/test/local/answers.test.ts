// Answers that are scripted before the run. A bug shows as an answer that does not come, comes at another time, or comes
// to another callback.

import { type DurableContext, withDurableExecution } from '@perdure/sdk';
import { describe, expect, test } from 'vitest';
import { LocalDurableTestRunner } from '../../src/index.ts';

type Code = (event: never, context: DurableContext) => Promise<unknown>;
const startAt = new Date('2026-01-01T00:00:00Z');
const runnerOf = (code: Code) =>
  new LocalDurableTestRunner({ handlerFunction: withDurableExecution(code), startAt });

const charge: Code = async (_event, context) => {
  try {
    return await context.waitForCallback('charge', async () => undefined, { timeout: { hours: 1 } });
  } catch (error) {
    const { name, message } = error as Error;
    return { name, message };
  }
};

describe('issue 5.3: callbacks', () => {
  test('a success comes after its time, text as it is and anything else as JSON', async () => {
    const text = await runnerOf(charge).answerCallback('charge', { success: 'paid' }).run();
    expect(text.getResult()).toBe('paid');
    const runner = runnerOf(charge).answerCallback('charge', {
      after: { minutes: 3 },
      success: { status: 'PAID' },
    });
    const result = await runner.run();
    expect(JSON.parse(result.getResult())).toEqual({ status: 'PAID' });
    const answered = result.getHistoryEvents().find(({ EventType }) => EventType === 'CallbackSucceeded');
    expect(answered?.EventTimestamp).toEqual(new Date('2026-01-01T00:03:00Z'));
  });

  test('a failure comes as text, as an error, or as the service has it', async () => {
    for (const failure of [
      'no money',
      new RangeError('no money'),
      { ErrorType: 'Denied', ErrorMessage: 'no money' },
    ]) {
      const result = await runnerOf(charge).answerCallback('charge', { failure }).run();
      expect(result.getResult()).toEqual({ name: 'CallbackExternalError', message: 'no money' });
    }
  });

  test('an open callback runs into its timeout', async () => {
    const result = await runnerOf(charge).answerCallback('charge', { open: true }).run();
    expect(result.getResult()).toMatchObject({ name: 'CallbackTimeoutError' });
  });

  test('an answer after the timeout comes too late', async () => {
    const result = await runnerOf(charge)
      .answerCallback('charge', { after: { hours: 2 }, success: 'late' })
      .run();
    expect(result.getResult()).toMatchObject({ name: 'CallbackTimeoutError' });
  });

  test('callbacks of one name are answered in turn', async () => {
    const runner = runnerOf(async (_event, context) => {
      const answers = [];
      for (let n = 0; n < 3; n++) answers.push(await context.waitForCallback('each', async () => undefined));
      return answers;
    });
    runner.answerCallback('each', (index) => ({ success: `answer ${index}` }));
    expect((await runner.run()).getResult()).toEqual(['answer 0', 'answer 1', 'answer 2']);
  });

  test('a hundred callbacks at once are answered', async () => {
    const runner = runnerOf(async (_event, context) => {
      const items = Array.from({ length: 100 }, (_, index) => index);
      const batch = await context.map('items', items, (item, value) =>
        item.waitForCallback(`answer-${value % 2}`, async () => undefined),
      );
      return batch.getResults().length;
    });
    runner
      .answerCallback('answer-0', { success: 'even' })
      .answerCallback('answer-1', { after: { days: 1 }, success: 'odd' });
    expect((await runner.run()).getResult()).toBe(100);
  });

  test('the callbacks of invoked functions are answered too', async () => {
    const runner = runnerOf((_event, context) => context.invoke('sub', 'sub'));
    runner.registerDurableFunction('sub', withDurableExecution(charge as never));
    runner.answerCallback('charge', { success: 'from below' });
    expect((await runner.run()).getResult()).toBe('from below');
  });

  test('answers and registrations stay after a reset', async () => {
    const runner = runnerOf(charge).answerCallback('charge', { success: 'paid' });
    await runner.run();
    runner.reset();
    expect(runner.getOperation('charge').getId()).toBeUndefined();
    expect((await runner.run()).getResult()).toBe('paid');
  });
});

describe('issue 5.3: invoked functions', () => {
  const ship: Code = async (_event, context) => {
    try {
      return await context.invoke('ship', 'shipping:live', { weight: 3 });
    } catch (error) {
      const { name, message } = error as Error;
      return { name, message };
    }
  };

  test('a result goes as JSON, after its time', async () => {
    const text = await runnerOf(ship).answerInvoke('shipping:live', { success: 'T-1' }).run();
    expect(text.getResult()).toBe('T-1');
    const result = await runnerOf(ship)
      .answerInvoke('shipping:live', { after: { days: 2 }, success: { id: 1 } })
      .run();
    expect(result.getResult()).toEqual({ id: 1 });
    const ended = result.getHistoryEvents().find(({ EventType }) => EventType === 'ChainedInvokeSucceeded');
    expect(ended?.EventTimestamp).toEqual(new Date('2026-01-03T00:00:00Z'));
  });

  test('a failure is thrown where the function was invoked', async () => {
    const result = await runnerOf(ship).answerInvoke('shipping:live', { failure: 'no lorry' }).run();
    expect(result.getResult()).toEqual({ name: 'InvokeError', message: 'no lorry' });
  });

  test('a timeout ends the invoke as timed out', async () => {
    const runner = runnerOf(ship).answerInvoke('shipping:live', { timesOut: true, after: { hours: 1 } });
    const result = await runner.run();
    expect(result.getResult()).toMatchObject({ name: 'InvokeError' });
    expect(runner.getOperation('ship').getStatus()).toBe('TIMED_OUT');
    expect(runner.getOperation('ship').getEndTimestamp()).toEqual(new Date('2026-01-01T01:00:00Z'));
  });

  test('one that is left open is named when nothing goes on', async () => {
    const run = runnerOf(ship).answerInvoke('shipping:live', { open: true }).run();
    await expect(run).rejects.toThrow('Invoke "ship" is open since 2026-01-01T00:00:00.000Z.');
  });
});
