// A test file as users of AWS's libraries write it. It runs as it stands, and once more with both imports pointing to ours
// (source-compatibility.test.ts).

import { createRetryStrategy, withDurableExecution } from '@aws/durable-execution-sdk-js';
import {
  type DurableOperation,
  ExecutionStatus,
  LocalDurableTestRunner,
  OperationStatus,
  OperationType,
  type TestResult,
  WaitingOperationStatus,
} from '@aws/durable-execution-sdk-js-testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

interface Confirmation {
  id: string;
  paid: string;
  lines: number[];
}

let attempts = 0;

const handler = withDurableExecution(
  async (event: { id: string; lines: number[] }, context): Promise<Confirmation> => {
    const id = await context.step(
      'reserve',
      async () => {
        attempts += 1;
        if (attempts < 2) throw new Error('busy');
        return `R-${event.id}`;
      },
      { retryStrategy: createRetryStrategy({ maxAttempts: 3, initialDelay: { seconds: 1 } }) },
    );
    await context.wait('cooling-off', { hours: 1 });
    const paid = await context.waitForCallback('charge', async () => undefined, { timeout: { minutes: 10 } });
    const lines = await context.map('lines', event.lines, async (line, value) =>
      line.step('pick', async () => value * 2),
    );
    return { id, paid, lines: lines.getResults() };
  },
);

describe('an order', () => {
  let runner: LocalDurableTestRunner<Confirmation>;

  beforeAll(() => LocalDurableTestRunner.setupTestEnvironment({ skipTime: true }));
  afterAll(() => LocalDurableTestRunner.teardownTestEnvironment());
  beforeEach(() => {
    attempts = 0;
    runner = new LocalDurableTestRunner<Confirmation>({ handlerFunction: handler });
  });

  async function place(): Promise<TestResult<Confirmation>> {
    const charge: DurableOperation<string> = runner.getOperation('charge');
    const running = runner.run({ payload: { id: 'A-1', lines: [1, 2] } });
    await charge.waitForData(WaitingOperationStatus.SUBMITTED);
    await charge.sendCallbackSuccess('card');
    return running;
  }

  it('comes to its confirmation', async () => {
    const result = await place();
    expect(result.getStatus()).toBe(ExecutionStatus.SUCCEEDED);
    expect(result.getResult()).toEqual({ id: 'R-A-1', paid: 'card', lines: [2, 4] });
    expect(() => result.getError()).toThrow('Cannot get error for succeeded execution');
  });

  it('shows its operations by name, by position and by id', async () => {
    const result = await place();
    const reserve = runner.getOperation<string>('reserve');
    expect(reserve.getType()).toBe(OperationType.STEP);
    expect(reserve.getStatus()).toBe(OperationStatus.SUCCEEDED);
    expect(reserve.getStepDetails()).toMatchObject({ result: 'R-A-1', attempt: 2 });
    expect(runner.getOperationByIndex(0).getName()).toBe('reserve');
    expect(runner.getOperationById(reserve.getId() ?? '').getName()).toBe('reserve');
    expect(runner.getOperation('cooling-off').getWaitDetails()?.waitSeconds).toBe(3600);
    expect(runner.getOperationByNameAndIndex<number>('pick', 1).getStepDetails()?.result).toBe(4);
    expect(runner.getOperation('charge').isWaitForCallback()).toBe(true);
    expect(runner.getOperation('charge').getCallbackDetails()?.result).toBe('card');
    expect(runner.getOperation('lines').getChildOperations()).toHaveLength(2);
    expect(result.getOperations({ status: OperationStatus.FAILED })).toEqual([]);
    expect(result.getOperations().map((operation) => operation.getType())).toContain(OperationType.CALLBACK);
  });

  it('shows its history', async () => {
    const result = await place();
    const types = result.getHistoryEvents().map(({ EventType }) => EventType);
    expect(types[0]).toBe('ExecutionStarted');
    expect(types.at(-1)).toBe('ExecutionSucceeded');
    expect(types.filter((type) => type === 'StepFailed')).toHaveLength(1);
    expect(
      runner
        .getOperation('reserve')
        .getEvents()
        ?.map(({ EventType }) => EventType),
    ).toEqual(['StepStarted', 'StepFailed', 'StepStarted', 'StepSucceeded']);
    expect(result.getInvocations().length).toBeGreaterThan(1);
  });

  it('is printed as a table', async () => {
    const table = vi.spyOn(console, 'table').mockImplementation(() => undefined);
    const result = await place();
    result.print({ parentId: false, startTime: false, endTime: false, duration: false });
    const [rows] = table.mock.calls[0] ?? [];
    expect(rows[0]).toEqual({ name: 'reserve', type: 'STEP', subType: 'Step', status: 'SUCCEEDED' });
    table.mockRestore();
  });

  it('fails when the payment fails', async () => {
    const running = runner.run({ payload: { id: 'A-1', lines: [] } });
    const charge = await runner.getOperation('charge').waitForData(WaitingOperationStatus.SUBMITTED);
    await charge.sendCallbackFailure({ ErrorType: 'Declined', ErrorMessage: 'no money' });
    const result = await running;
    expect(result.getStatus()).toBe(ExecutionStatus.FAILED);
    expect(result.getError().errorMessage).toBe('no money');
    expect(() => result.getResult()).toThrow('no money');
  });

  it('can be run again after a reset', async () => {
    await place();
    runner.reset();
    expect(runner.getOperation('reserve').getId()).toBeUndefined();
    expect((await place()).getStatus()).toBe(ExecutionStatus.SUCCEEDED);
  });

  it('invokes registered functions', async () => {
    const outer = withDurableExecution(async (_event, context) => ({
      plain: await context.invoke('plain', 'plain-function', { n: 1 }),
      durable: await context.invoke('durable', 'durable-function', { n: 2 }),
    }));
    const chained = new LocalDurableTestRunner({ handlerFunction: outer })
      .registerFunction('plain-function', async ({ n }) => n + 1)
      .registerDurableFunction(
        'durable-function',
        withDurableExecution(async ({ n }, context) => context.step('double', async () => n * 2)),
      );
    expect((await chained.run()).getResult()).toEqual({ plain: 2, durable: 4 });
    expect(chained.getOperation('plain').getChainedInvokeDetails()?.result).toBe(2);
  });

  it('says when an operation never came', async () => {
    const waiting = expect(runner.getOperation('refund').waitForData()).rejects.toThrow(
      'Operation was not found after execution completion',
    );
    await place();
    await waiting;
  });
});
