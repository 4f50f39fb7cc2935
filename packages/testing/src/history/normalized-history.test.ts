// A bug here lets snapshots differ between runs of the same code, or hides a difference that counts.

import { type DurableContext, withDurableExecution } from '@perdure/sdk';
import { expect, test } from 'vitest';
import { LocalDurableTestRunner } from '../local/local-durable-test-runner.ts';
import { normalizedHistory } from './normalized-history.ts';

const handler = withDurableExecution(async (_event, context: DurableContext) => {
  await context.step(
    'reserve',
    async ({ attempt }) => (attempt < 2 ? Promise.reject(new Error('busy')) : 'R-1'),
    {
      retryStrategy: () => ({ shouldRetry: true, delay: { seconds: 5 } }),
    },
  );
  return context.waitForCallback('charge', async (callbackId) => void callbackId, { timeout: { hours: 1 } });
});

const run = () =>
  new LocalDurableTestRunner({ handlerFunction: handler })
    .answerCallback('charge', { after: { minutes: 1 }, success: 'PAID' })
    .run({ payload: { order: 7 } });

test('the same code gives the same snapshot, without ids, dates and stacks', async () => {
  const first = normalizedHistory(await run());
  expect(normalizedHistory(await run())).toEqual(first);
  expect(first).toEqual([
    { event: 'ExecutionStarted', afterMillis: 0, input: { order: 7 } },
    { event: 'StepStarted', operation: 'reserve', afterMillis: 0 },
    {
      event: 'StepFailed',
      operation: 'reserve',
      afterMillis: 0,
      error: { ErrorType: 'Error', ErrorMessage: 'busy' },
      attempt: 1,
      nextAttemptSeconds: 5,
    },
    { event: 'InvocationCompleted', afterMillis: 0 },
    { event: 'StepStarted', operation: 'reserve', afterMillis: 5000 },
    { event: 'StepSucceeded', operation: 'reserve', afterMillis: 5000, result: 'R-1', attempt: 2 },
    { event: 'ContextStarted', operation: 'charge', afterMillis: 5000 },
    { event: 'CallbackStarted', operation: 'charge > (Callback)', afterMillis: 5000, timeoutSeconds: 3600 },
    { event: 'StepStarted', operation: 'charge > (Step)', afterMillis: 5000 },
    { event: 'StepSucceeded', operation: 'charge > (Step)', afterMillis: 5000, attempt: 1 },
    { event: 'InvocationCompleted', afterMillis: 5000 },
    { event: 'CallbackSucceeded', operation: 'charge > (Callback)', afterMillis: 65_000, result: 'PAID' },
    { event: 'ContextSucceeded', operation: 'charge', afterMillis: 65_000, result: 'PAID' },
    { event: 'InvocationCompleted', afterMillis: 65_000 },
    { event: 'ExecutionSucceeded', afterMillis: 65_000, result: 'PAID' },
  ]);
});

test('times and invocations can be left out', async () => {
  const history = normalizedHistory(await run(), { times: false, invocations: false });
  expect(history.map(({ event }) => event)).not.toContain('InvocationCompleted');
  expect(JSON.stringify(history)).not.toMatch(/afterMillis|nextAttemptSeconds/);
});

test('ids that got into payloads are replaced there too', async () => {
  const leaky = withDurableExecution(async (_event, context: DurableContext) => {
    const [answer, callbackId] = await context.createCallback('answer');
    await context.step('send', async () => ({ url: `https://example.com/${callbackId}` }));
    return answer;
  });
  const result = await new LocalDurableTestRunner({ handlerFunction: leaky })
    .answerCallback('answer', { success: 'ok' })
    .run();
  const sent = normalizedHistory(result).find(({ event }) => event === 'StepSucceeded');
  expect(sent?.result).toEqual({ url: 'https://example.com/<callback 1>' });
});
