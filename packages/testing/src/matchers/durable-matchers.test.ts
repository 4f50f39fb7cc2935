// The matchers under Vitest, through the setup file that users name. A bug shows as a test that passes without reason, or
// fails without saying what there was.

import '../vitest.ts';
import { type DurableContext, withDurableExecution } from '@perdure/sdk';
import { beforeAll, describe, expect, test } from 'vitest';
import { LocalDurableTestRunner } from '../local/local-durable-test-runner.ts';
import type { TestResult } from '../results/test-result.ts';

type Code = (event: never, context: DurableContext) => Promise<unknown>;
const runOf = (code: Code): Promise<TestResult> =>
  new LocalDurableTestRunner({ handlerFunction: withDurableExecution(code) }).run();

const order: Code = async (_event, context) => {
  const id = await context.step('reserve', async () => ({ id: 'R-1' }));
  await context.wait('pause', { days: 1 });
  await context.runInChildContext('pick', async (child) => {
    await child.step('line', async () => 1);
    await child.step('line', async () => 2);
  });
  return { ...id, shipped: true };
};

let succeeded: TestResult;
let failed: TestResult;

beforeAll(async () => {
  succeeded = await runOf(order);
  failed = await runOf((_event, context) =>
    context.step('charge', () => Promise.reject(new RangeError('no money')), {
      retryStrategy: () => ({ shouldRetry: false }),
    }),
  );
});

describe('matchers agree', () => {
  test('with executions that succeeded', () => {
    expect(succeeded).toHaveSucceeded();
    expect(succeeded).toHaveSucceeded({ id: 'R-1', shipped: true });
    expect(succeeded).toHaveSucceeded(expect.objectContaining({ shipped: true }));
    expect(succeeded).toHaveSucceeded({ id: expect.stringMatching(/^R-/), shipped: true });
    expect(succeeded).not.toHaveFailed();
    expect(succeeded).toHaveStatus('SUCCEEDED');
  });

  test('with executions that failed', () => {
    expect(failed).toHaveFailed();
    expect(failed).toHaveFailed('no money');
    expect(failed).toHaveFailed(/money$/);
    expect(failed).toHaveFailed({ errorType: 'StepError', errorMessage: 'no money' });
    expect(failed).not.toHaveSucceeded();
    expect(failed).not.toHaveFailed('no stock');
  });

  test('with operations', () => {
    expect(succeeded).toHaveOperation('reserve', {
      type: 'STEP',
      status: 'SUCCEEDED',
      result: { id: 'R-1' },
      attempts: 1,
    });
    expect(succeeded).toHaveOperation('pause', { type: 'WAIT' });
    expect(succeeded).toHaveOperation('line', { count: 2, result: 2 });
    expect(succeeded).not.toHaveOperation('refund');
    expect(failed).toHaveOperation('charge', { status: 'FAILED', error: 'no money' });
  });

  test('with histories', async () => {
    const history = { Events: succeeded.getHistoryEvents() };
    await expect(withDurableExecution(order)).toReplay(history);
    await expect(withDurableExecution(async () => 1)).not.toReplay(history);
  });
});

describe('matchers that disagree say what there was', () => {
  const complaints: [() => unknown, string | RegExp][] = [
    [
      () => expect(failed).toHaveSucceeded(),
      'The execution did not succeed: FAILED with StepError: no money.',
    ],
    [() => expect(succeeded).toHaveSucceeded(1), 'succeeded with {"id":"R-1","shipped":true} instead of 1.'],
    [() => expect(succeeded).not.toHaveSucceeded(), 'The execution succeeded: SUCCEEDED with'],
    [() => expect(succeeded).toHaveFailed(), 'The execution did not fail: SUCCEEDED with'],
    [() => expect(failed).toHaveFailed(/stock/), 'instead of {"errorMessage":"/stock/"}.'],
    [() => expect(failed).toHaveStatus('STOPPED'), 'is FAILED with StepError: no money, and not STOPPED.'],
    [
      () => expect(succeeded).toHaveOperation('refund'),
      'No operation is named "refund". There are: reserve, pause, pick, line.',
    ],
    [() => expect(succeeded).toHaveOperation('reserve', { attempts: 2 }), 'its attempts is 1 instead of 2.'],
    [() => expect(succeeded).toHaveOperation('line', { count: 3 }), 'its count is 2 instead of 3.'],
    [() => expect({}).toHaveSucceeded(), 'This matcher takes what `await runner.run()` answered.'],
  ];
  for (const [complain, message] of complaints) {
    test(String(message), () => {
      expect(complain).toThrow(message);
    });
  }

  test('a history that is not replayed', async () => {
    const check = expect(withDurableExecution(async () => 1)).toReplay({
      Events: succeeded.getHistoryEvents(),
    });
    await expect(check).rejects.toThrow('The code does not ask for Step "reserve"');
  });
});
