// Invocations: every output a handler may return, what wakes an execution, and what follows a failure.

import { describe, expect, test } from 'vitest';
import { running } from '../test/running.ts';
import { boom, callback, context, execution as end, step, wait } from '../test/updates.ts';
import { VirtualExecution } from '../test/virtual-execution.ts';
import { defaultEngineSettings } from './settings.ts';

const nothingPending = 'Cannot return PENDING status with no pending operations.';

describe('an output', () => {
  test.each<[string, unknown, object]>([
    ['SUCCEEDED with a result', { Status: 'SUCCEEDED', Result: '1' }, { status: 'SUCCEEDED', result: '1' }],
    [
      'SUCCEEDED with an empty result',
      { Status: 'SUCCEEDED', Result: '' },
      { status: 'SUCCEEDED', result: '' },
    ],
    ['SUCCEEDED without a result', { Status: 'SUCCEEDED' }, { status: 'SUCCEEDED' }],
    ['SUCCEEDED with nulls', { Status: 'SUCCEEDED', Result: null, Error: null }, { status: 'SUCCEEDED' }],
    ['FAILED with an error', { Status: 'FAILED', Error: boom }, { status: 'FAILED', error: boom }],
    ['FAILED without an error', { Status: 'FAILED' }, { status: 'FAILED', error: {} }],
  ])('%s closes the execution so', (_, output, outcome) => {
    const execution = running().returns(output);
    expect(execution.state.closed?.outcome).toEqual(outcome);
    expect(execution.sequence().slice(1)).toEqual([
      'InvocationCompleted',
      'status' in outcome && outcome.status === 'FAILED' ? 'ExecutionFailed' : 'ExecutionSucceeded',
    ]);
  });

  test.each<[unknown, string]>([
    ['not json', 'Response status is required.'],
    ['', 'Response status is required.'],
    ['null', 'Response status is required.'],
    [[1], 'Response status is required.'],
    [{}, 'Response status is required.'],
    [{ Status: null }, 'Response status is required.'],
    [{ Status: 'DONE' }, 'Invalid Status in invocation output.'],
    [{ Status: 7 }, 'Invalid Status in invocation output.'],
    [{ Status: 'SUCCEEDED', Error: boom }, 'Cannot provide an Error for SUCCEEDED status.'],
    [{ Status: 'SUCCEEDED', Result: 7 }, 'Result in invocation output must be a string.'],
    [{ Status: 'FAILED', Result: '1' }, 'Cannot provide a Result for FAILED status.'],
    [{ Status: 'PENDING' }, nothingPending],
  ])('%j breaks the contract and fails the execution at once', (output, ErrorMessage) => {
    const execution = running().returns(output);
    const error = { ErrorType: 'InvalidParameterValueException', ErrorMessage };
    expect(execution.state.closed?.outcome).toEqual({ status: 'FAILED', error });
    const completed = execution.history()[1];
    expect(completed?.InvocationCompletedDetails?.Error?.Payload).toEqual(error);
  });

  test('keeps of an error only what an error has', () => {
    const returned = { ErrorMessage: 'm', ErrorType: 7, ErrorData: 'd', StackTrace: ['a'], Extra: 1 };
    const execution = running().returns({ Status: 'FAILED', Error: returned });
    const error = { ErrorMessage: 'm', ErrorData: 'd', StackTrace: ['a'] };
    expect(execution.state.closed?.outcome).toEqual({ status: 'FAILED', error });
  });

  test.each([
    ['Event', 1_048_576],
    ['RequestResponse', 6_291_456],
  ] as const)('of an execution started by %s has at most %i bytes', (invocationType, bytes) => {
    const fits = running({ invocationType }).succeeds('x'.repeat(bytes));
    expect(fits.state.status).toBe('SUCCEEDED');
    const over = running({ invocationType }).succeeds('x'.repeat(bytes + 1));
    expect(over.state.closed?.outcome).toMatchObject({
      error: {
        ErrorMessage: `Execution output payload size must be less than or equal to ${bytes} bytes.`,
      },
    });
  });

  test('ignores a result on PENDING', () => {
    const execution = running();
    execution.write(wait.start('w', 5));
    execution.returns({ Status: 'PENDING', Result: 'x' });
    expect(execution.state.status).toBe('RUNNING');
  });
});

describe('PENDING', () => {
  test('suspends while a step, a wait or a callback is under way', () => {
    for (const update of [step.retry('s', 5), wait.start('w', 5), callback('c')]) {
      const execution = running();
      execution.write(update);
      execution.suspends();
      expect(execution.state.status).toBe('RUNNING');
      expect(execution.invoke()).toBeUndefined();
    }
  });

  test('with only a started step or an open context has nothing to wait for', () => {
    const execution = running();
    execution.write(step.start('s'), context.start('c'));
    execution.suspends();
    expect(execution.state.closed?.outcome).toMatchObject({ error: { ErrorMessage: nothingPending } });
  });

  test('with a change the handler has not seen leads to another invocation at once', () => {
    const execution = running();
    execution.write(wait.start('w', 5));
    execution.pass(5).suspends();
    expect(execution.invoke()?.updatedIds).toEqual(['w']);
  });

  test('with a change the handler has seen has nothing to wait for', () => {
    const execution = running();
    execution.write(step.retry('s', 5));
    execution.pass(5).write();
    execution.suspends();
    expect(execution.state.status).toBe('FAILED');
  });
});

describe('an invocation', () => {
  test('starts with the execution, told of nothing; there is one at a time', () => {
    const execution = new VirtualExecution();
    expect(execution.invoke()?.updatedIds).toEqual([]);
    expect(execution.invoke()).toBeUndefined();
  });

  test('follows one that ended before a change it could not see', () => {
    const execution = running();
    execution.write(callback('c'), wait.start('w', 50));
    execution.write();
    execution.answer('c', { kind: 'success' });
    execution.suspends();
    expect(execution.invoke()?.updatedIds).toEqual(['c']);
    execution.suspends();
    expect(execution.invoke()).toBeUndefined();
  });

  test('coalesces the wake-ups that fall together', () => {
    const execution = running();
    execution.write(wait.start('v', 5), wait.start('w', 5), step.retry('s', 4));
    execution.suspends().pass(5);
    expect(execution.invoke()?.updatedIds).toEqual(['s', 'v', 'w']);
    execution.succeeds();
    expect(execution.invoke()).toBeUndefined();
  });

  test('that answers after it was replaced, or twice, changes nothing', () => {
    const execution = running();
    execution.crashes().succeeds();
    expect(execution.state.status).toBe('RUNNING');
    execution.pass(1).invoke();
    const late = { kind: 'returned', body: '{"Status":"SUCCEEDED"}' } as const;
    execution.apply<'complete-invocation'>({
      kind: 'complete-invocation',
      now: execution.now,
      requestId: 'request-1',
      jitter: 0,
      outcome: late,
    });
    expect(execution.state.status).toBe('RUNNING');
  });
});

describe('a failed invocation', () => {
  test('is repeated later, and told again what the failed one was told', () => {
    const execution = running();
    execution.write(wait.start('w', 5), callback('c'));
    execution.suspends().pass(5);
    expect(execution.invoke()?.updatedIds).toEqual(['w']);
    execution.crashes();
    execution.answer('c', { kind: 'success' });
    expect(execution.invoke()).toBeUndefined();
    execution.pass(1);
    expect(execution.invoke()?.updatedIds).toEqual(['w', 'c']);
    execution.suspends();
    expect(execution.state.status).toBe('FAILED');
  });

  test('leaves what was checkpointed', () => {
    const execution = running();
    execution.write(step.start('s'));
    execution.crashes().pass(1).invoke();
    expect(execution.operation('s')?.Status).toBe('STARTED');
  });

  test('waits 1 s, 2 s, 4 s up to 60 s, of which half is random; a good one starts the row anew', () => {
    const execution = running();
    const delays: number[] = [];
    for (let failure = 0; failure < 9; failure += 1) {
      execution.crashes();
      delays.push(execution.wakesAt() - execution.now);
      execution.now += delays.at(-1) ?? 0;
      execution.invoke();
    }
    // The random part is half of the half here.
    expect(delays).toEqual([750, 1500, 3000, 6000, 12_000, 24_000, 45_000, 45_000, 45_000]);
    execution.write(wait.start('w', 1));
    execution.suspends().pass(1).invoke();
    execution.crashes();
    expect(execution.wakesAt() - execution.now).toBe(750);
  });

  test('fails the execution with its error when the row is long enough', () => {
    const execution = new VirtualExecution({}, { ...defaultEngineSettings, invocationFailuresMax: 3 });
    for (let failure = 1; failure <= 3; failure += 1) {
      execution.invoke();
      execution.crashes({ ErrorMessage: `${failure}` }).pass(60);
    }
    expect(execution.state.closed?.outcome).toEqual({ status: 'FAILED', error: { ErrorMessage: '3' } });
    expect(execution.sequence()).toEqual([
      'ExecutionStarted',
      ...Array(3).fill('InvocationCompleted'),
      'ExecutionFailed',
    ]);
  });

  test('that was lost with its server is repeated at once and does not lengthen the row', () => {
    const execution = new VirtualExecution({}, { ...defaultEngineSettings, invocationFailuresMax: 2 });
    execution.invoke();
    execution.crashes().pass(1).invoke();
    for (let loss = 0; loss < 5; loss += 1) {
      execution.isLost();
      expect(execution.invoke()).toBeDefined();
    }
    expect(execution.state.failures).toBe(1);
  });

  test('that loses its server over and over counts as failed, with its delays', () => {
    const settings = { ...defaultEngineSettings, invocationLossesMax: 2, invocationFailuresMax: 2 };
    const execution = new VirtualExecution({}, settings);
    for (let loss = 0; loss < 2; loss += 1) {
      execution.invoke();
      execution.isLost();
    }
    execution.invoke();
    execution.isLost();
    expect(execution.invoke()).toBeUndefined();
    execution.pass(1).invoke();
    execution.isLost();
    expect(execution.state.status).toBe('FAILED');
  });

  test('does not keep an execution past its deadline', () => {
    const execution = running({ config: { ExecutionTimeout: 1, RetentionPeriodInDays: 1 } });
    execution.now += 900;
    execution.crashes().pass(0.1);
    expect(execution.state.status).toBe('TIMED_OUT');
  });

  test('of an execution that was closed meanwhile is only recorded', () => {
    const execution = running();
    execution.write(end.succeed());
    execution.crashes();
    expect(execution.sequence().slice(1)).toEqual(['ExecutionSucceeded', 'InvocationCompleted']);
  });
});
