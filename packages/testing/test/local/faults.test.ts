// Faults on demand. A bug shows as a fault that does not happen, happens elsewhere, or leaves the run in a state that no
// crash leaves.

import { type DurableContext, StepSemantics, withDurableExecution } from '@perdure/sdk';
import { describe, expect, test } from 'vitest';
import { CrashError, expectSurvivesCrashes, LocalDurableTestRunner } from '../../src/index.ts';

type Code = (event: never, context: DurableContext) => Promise<unknown>;

/** A runner, with the calls of the step "charge" counted. */
function counting(config: object = {}, code?: Code) {
  const calls = { charge: 0 };
  const handler: Code =
    code ??
    (async (_event, context) => {
      await context.step('reserve', async () => 'R');
      return context.step('charge', async () => ++calls.charge, config);
    });
  const runner = new LocalDurableTestRunner({ handlerFunction: withDurableExecution(handler) });
  return { runner, calls };
}

const errorsOf = async (runner: LocalDurableTestRunner) => {
  const result = await runner.run();
  return {
    result: result.getResult(),
    errors: result.getInvocations().map(({ error }) => error?.errorType),
  };
};

describe('issue 5.4: faults on demand', () => {
  test('a crash before a checkpoint loses what it carried: the step runs again', async () => {
    const { runner, calls } = counting();
    runner.faults.crashBefore('charge');
    expect(await errorsOf(runner)).toEqual({ result: 2, errors: ['Runtime.ExitError', undefined] });
    expect(calls.charge).toBe(2);
  });

  test('a crash after a checkpoint loses nothing: the step does not run again', async () => {
    const { runner, calls } = counting();
    runner.faults.crashAfter('charge', { action: 'SUCCEED' });
    expect(await errorsOf(runner)).toEqual({ result: 1, errors: ['Runtime.ExitError', undefined] });
    expect(calls.charge).toBe(1);
  });

  test('an at-most-once step does not run again after a crash, and fails', async () => {
    const { runner, calls } = counting({
      semantics: StepSemantics.AtMostOncePerRetry,
      retryStrategy: () => ({ shouldRetry: false }),
    });
    runner.faults.crashBefore('charge', { action: 'SUCCEED' });
    const result = await runner.run();
    expect(result.getError().errorType).toBe('StepError');
    expect(calls.charge).toBe(1);
  });

  test('a checkpoint that fails is made again by the next invocation', async () => {
    const { runner, calls } = counting();
    runner.faults.failCheckpoint('charge', { action: 'SUCCEED' });
    expect((await errorsOf(runner)).errors).toHaveLength(2);
    expect(calls.charge).toBe(2);
  });

  test('an answer that is lost on the way leaves the record as it is', async () => {
    const { runner, calls } = counting();
    runner.faults.loseAnswer('charge', { action: 'SUCCEED' });
    expect((await errorsOf(runner)).result).toBe(1);
    expect(calls.charge).toBe(1);
  });

  test('a fault happens as often as it says', async () => {
    const { runner, calls } = counting();
    runner.faults.crashBefore('charge', { times: 3 });
    const { errors } = await errorsOf(runner);
    expect(errors).toEqual(['Runtime.ExitError', 'Runtime.ExitError', 'Runtime.ExitError', undefined]);
    expect(calls.charge).toBe(4);
  });

  test('an invocation that is delivered twice writes once', async () => {
    const { runner } = counting();
    runner.faults.duplicateInvocation();
    const result = await runner.run();
    expect(result.getStatus()).toBe('SUCCEEDED');
    const successes = result.getHistoryEvents().filter(({ EventType }) => EventType === 'StepSucceeded');
    expect(successes.map(({ Name }) => Name)).toEqual(['reserve', 'charge']);
  });

  test('a reset forgets faults that have not happened', async () => {
    const { runner, calls } = counting();
    runner.faults.crashBefore('charge');
    runner.reset();
    await runner.run();
    expect(calls.charge).toBe(1);
  });
});

describe('issue 5.4: a crash at each checkpoint in turn', () => {
  const charges = new Map<string, number>();
  const reset = (): void => charges.clear();
  const sideEffects = (): unknown => [...charges.keys()];

  const order: Code = async (event, context) => {
    const { id } = event as { id: string };
    await context.step('reserve', async () => id);
    await context.wait('pause', { minutes: 1 });
    const paid = await context.waitForCallback(
      'charge',
      async () => void charges.set(id, (charges.get(id) ?? 0) + 1),
    );
    const batch = await context.map('lines', [1, 2], (line, n) => line.step(`pick-${n}`, async () => n));
    return { paid, picked: batch.getResults() };
  };

  test('a function that the outside world recognises holds, before and after every one', async () => {
    const report = await expectSurvivesCrashes(withDurableExecution(order), {
      payload: { id: 'A-1' },
      prepare: (runner) => void runner.answerCallback('charge', { success: 'PAID' }),
      reset,
      sideEffects,
      when: 'both',
    });
    expect(report.crashes).toBe(2 * report.checkpoints.length);
    expect(report.checkpoints[0]).toBe('START, SUCCEED of "reserve"');
    expect(report.checkpoints).toContain('START of "pause"');
  });

  test('side effects that a repeated step doubles are told, with the crash', async () => {
    const run = expectSurvivesCrashes(withDurableExecution(order), {
      payload: { id: 'A-1' },
      prepare: (runner) => void runner.answerCallback('charge', { success: 'PAID' }),
      reset,
      sideEffects: () => [...charges],
      when: 'before',
    });
    await expect(run).rejects.toThrow(CrashError);
    await expect(run).rejects.toThrow(
      /With a crash before checkpoint \d+ of \d+ \(START, SUCCEED of Step\) what was done outside differs: \[\["A-1",2\]\] instead of \[\["A-1",1\]\]/,
    );
  });

  test('an outcome that depends on what is not recorded is told', async () => {
    let begins = 0;
    const run = expectSurvivesCrashes(
      withDurableExecution(async (_event, context) => {
        const begun = ++begins;
        await context.step('one', async () => 1);
        return context.step('two', async () => begun);
      }),
      {
        reset: () => {
          begins = 0;
        },
      },
    );
    await expect(run).rejects.toThrow(
      /With a crash after checkpoint 1 of 2 \(START, SUCCEED of "one"\) the outcome differs: .*"result":2.*"result":1/,
    );
  });

  test('what happens during each run may be acted upon', async () => {
    const approve: Code = async (_event, context) =>
      context.waitForCallback('approve', async () => undefined);
    const report = await expectSurvivesCrashes(withDurableExecution(approve), {
      during: async (runner) => {
        const handle = await runner.getOperation('approve').waitForData('SUBMITTED');
        await handle.sendCallbackSuccess('yes');
      },
    });
    expect(report.crashes).toBeGreaterThan(1);
  });
});
