// Runs and tests that go wrong. A bug shows as a test that hangs until its time limit, without a word why.

import { type DurableContext, withDurableExecution } from '@perdure/sdk';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { HangingRunError, LocalDurableTestRunner, StuckRunError } from '../../src/index.ts';

type Code = (event: never, context: DurableContext) => Promise<unknown>;
/** Long enough for a busy machine to come to the step that hangs. */
const HANG_MILLIS = 2000;
const startAt = new Date('2026-01-01T00:00:00Z');
const runnerOf = (code: Code) =>
  new LocalDurableTestRunner({ handlerFunction: withDurableExecution(code), startAt });

afterEach(async () => {
  vi.restoreAllMocks();
  await LocalDurableTestRunner.teardownTestEnvironment();
});

describe('issue 5.3: a run that can make no progress ends with what it waits for', () => {
  test('a callback that nobody answers is named', async () => {
    const run = runnerOf((_event, context) => context.waitForCallback('charge', async () => undefined)).run();
    await expect(run).rejects.toThrow(StuckRunError);
    await expect(run).rejects.toThrow(
      'The run cannot go on: nothing is scheduled, and nobody answers what it waits for. ' +
        'Callback "charge" is open since 2026-01-01T00:00:00.000Z, without a timeout.',
    );
  });

  test('an answer for a name that no callback has is told', async () => {
    const runner = runnerOf((_event, context) => context.waitForCallback('charge', async () => undefined));
    const run = runner.answerCallback('chrage', { success: 'paid' }).run();
    await expect(run).rejects.toThrow('Answers are scripted for "chrage", but no callback has that name.');
  });

  test('a callback without a name is told by its id', async () => {
    const run = runnerOf(async (_event, context) => {
      const [answer] = await context.createCallback();
      return answer;
    }).run();
    await expect(run).rejects.toThrow('An unnamed callback (c4ca4238a0b92382) is open');
  });

  test('a step that never ends is named, after a warning', async () => {
    await LocalDurableTestRunner.setupTestEnvironment({ hangTimeout: HANG_MILLIS });
    const run = runnerOf((_event, context) =>
      context.step('endless', () => new Promise(() => undefined)),
    ).run();
    await expect(run).rejects.toThrow(HangingRunError);
    await expect(run).rejects.toThrow(
      'The run made no progress for 2 s of real time. Step "endless" of the function under test has not ended.',
    );
  });

  test('a handler that never ends outside of any step is told as that', async () => {
    await LocalDurableTestRunner.setupTestEnvironment({ hangTimeout: HANG_MILLIS });
    const run = runnerOf(() => new Promise(() => undefined)).run();
    await expect(run).rejects.toThrow('the function under test runs, outside of any step');
  });

  test('a step of an invoked function that never ends is told with the name of the function', async () => {
    await LocalDurableTestRunner.setupTestEnvironment({ hangTimeout: HANG_MILLIS });
    const runner = runnerOf((_event, context) => context.invoke('sub', 'sub'));
    runner.registerDurableFunction(
      'sub',
      withDurableExecution((_event, context) => context.step('endless', () => new Promise(() => undefined))),
    );
    await expect(runner.run()).rejects.toThrow('Step "endless" of the function "sub" has not ended.');
  });
});

describe('issue 5, bad input', () => {
  test('a handler that is not wrapped is refused with the remedy', async () => {
    const plain = (async () => 'plain') as never;
    await expect(new LocalDurableTestRunner({ handlerFunction: plain }).run()).rejects.toThrow(
      'handlerFunction did not answer as a durable function does. Pass what withDurableExecution(...) returned',
    );
    const broken = (async (_event: never, context: DurableContext) =>
      context.step('one', async () => 1)) as never;
    await expect(new LocalDurableTestRunner({ handlerFunction: broken }).run()).rejects.toThrow(
      /handlerFunction failed before it used the service \(context.step is not a function\)/,
    );
    expect(() => new LocalDurableTestRunner({ handlerFunction: undefined as never })).toThrow(
      /handlerFunction must be/,
    );
  });

  test('a function that is invoked but not registered is told with those that are', async () => {
    const runner = runnerOf((_event, context) => context.invoke('ship', 'shippping'));
    runner.registerFunction('shipping', async () => 1);
    await expect(runner.run()).rejects.toThrow(
      /No function found for function name shippping\. .* Registered: "shipping"\./,
    );
  });

  test('a callback that is answered twice refuses the second answer', async () => {
    const runner = runnerOf((_event, context) => context.waitForCallback('charge', async () => undefined));
    const run = runner.run();
    const handle = await runner.getOperation('charge').waitForData();
    await handle.sendCallbackSuccess('first');
    await expect(handle.sendCallbackSuccess('second')).rejects.toThrow(
      expect.objectContaining({ name: 'CallbackTimeoutException' }),
    );
    await run;
  });

  test('a callback is not answered before the run, nor under a name that nothing has', async () => {
    const runner = runnerOf((_event, context) => context.step('one', async () => 1));
    await expect(runner.getOperation('charge').sendCallbackSuccess('x')).rejects.toThrow(
      'The callback named "charge" cannot be answered before the run.',
    );
    await runner.run();
    await expect(runner.getOperation('charge').sendCallbackSuccess('x')).rejects.toThrow(
      'There is no callback named "charge"; the execution has "one".',
    );
  });

  test('waiting for an operation that never comes is told with those that came', async () => {
    const runner = runnerOf((_event, context) => context.step('reserve', async () => 1));
    const waiting = expect(runner.getOperation('resreve').waitForData()).rejects.toThrow(
      'Operation was not found after execution completion. There is no operation named "resreve"; the execution has "reserve".',
    );
    await runner.run();
    await waiting;
  });

  test('details of another type are refused', async () => {
    const runner = runnerOf((_event, context) => context.step('one', async () => 1));
    await runner.run();
    const handle = runner.getOperation('one');
    expect(() => handle.getWaitDetails()).toThrow('Operation type STEP is not WAIT: named "one".');
    expect(() => handle.getContextDetails()).toThrow('Operation type STEP is not CONTEXT');
    expect(() => handle.getCallbackDetails()).toThrow('Operation type STEP is not a callback');
    expect(() => handle.getChainedInvokeDetails()).toThrow('Operation type STEP is not CHAINED_INVOKE');
  });

  test('a runner refuses a second run beside the first', async () => {
    const runner = runnerOf((_event, context) => context.step('one', async () => 1));
    const run = runner.run();
    await expect(runner.run()).rejects.toThrow('This runner is still running.');
    await run;
  });

  test('a duration that is none is refused', () => {
    const runner = runnerOf(async () => 1);
    expect(() => runner.answerInvoke('x', { after: { minutes: -1 }, success: 1 })).toThrow(
      /A duration such as/,
    );
  });

  test('a run that a test leaves behind is reported by what it does', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const runner = runnerOf((_event, context) => context.step('endless', () => new Promise(() => undefined)));
    const run = runner.run();
    const handle = runner.getOperation('endless');
    const ended = expect(run).rejects.toThrow('The test environment was torn down before the run had ended.');
    await handle.waitForData();
    await LocalDurableTestRunner.teardownTestEnvironment();
    await ended;
    expect(warned).toHaveBeenCalledWith(
      'A test left a run behind. Step "endless" of the function under test has not ended.',
    );
  });
});
