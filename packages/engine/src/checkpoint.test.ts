// Checkpoint tokens, client tokens and replies (the contract's sections 3.8 and 5), and the EXECUTION update.

import { describe, expect, test } from 'vitest';
import { running, withLimits } from '../test/running.ts';
import { boom, callback, context, execution as end, step, wait } from '../test/updates.ts';
import { VirtualExecution } from '../test/virtual-execution.ts';
import { invalidToken } from './checkpoint.ts';
import { encodeToken } from './references.ts';

const used = 'Invalid Checkpoint Token: it has been used, or its invocation has ended.';

describe('a checkpoint token', () => {
  test('is standard base64, and every accepted checkpoint replaces it, an empty one too', () => {
    const execution = running();
    const seen = new Set([execution.token]);
    for (let turn = 0; turn < 3; turn += 1) {
      execution.write();
      seen.add(execution.token);
    }
    expect(seen.size).toBe(4);
    for (const token of seen) expect(token).toMatch(/^[A-Za-z0-9+/]+={0,2}$/);
  });

  test('that was used is refused', () => {
    const execution = running();
    const { token } = execution;
    execution.write();
    expect(execution.checkpoint([], { token })).toEqual({
      ok: false,
      code: 'InvalidParameterValueException',
      message: used,
    });
  });

  test('survives a batch that was refused', () => {
    const execution = running();
    const { token } = execution;
    execution.refusal(wait.cancel('w'));
    expect(execution.checkpoint([], { token }).ok).toBe(true);
  });

  test('dies with its invocation, whether that suspended, crashed or used it', () => {
    const suspended = running();
    suspended.write(wait.start('w', 5));
    suspended.suspends();
    expect(suspended.checkpoint([])).toMatchObject({ message: used });

    const crashed = running();
    const zombie = crashed.token;
    crashed.crashes();
    expect(crashed.checkpoint([], { token: zombie })).toMatchObject({ message: used });
    crashed.pass(1).invoke();
    expect(crashed.checkpoint([], { token: zombie })).toMatchObject({ message: used });
    expect(crashed.checkpoint([]).ok).toBe(true);
  });

  test('of a closed execution is refused', () => {
    const execution = running();
    execution.end();
    expect(execution.checkpoint([])).toMatchObject({
      message: 'Invalid Checkpoint Token: the durable execution is closed.',
    });
  });

  test('that is malformed, foreign, guessed or for no known execution is refused', () => {
    const execution = running();
    const foreign = encodeToken({
      executionId: 'other' as typeof execution.state.reference.executionId,
      invocation: 1,
      sequence: 0,
      nonce: 'n',
    });
    const { executionId } = execution.state.reference;
    const guessed = encodeToken({ executionId, invocation: 1, sequence: 0, nonce: 'guess' });
    const belongs = 'Invalid Checkpoint Token: it does not belong to this durable execution.';
    expect(execution.checkpoint([], { token: '***' })).toMatchObject({
      message: 'Invalid Checkpoint Token: it is malformed.',
    });
    expect(execution.checkpoint([], { token: foreign })).toMatchObject({ message: belongs });
    expect(execution.checkpoint([], { token: guessed })).toMatchObject({ message: used });
    expect(invalidToken(undefined, execution.token).message).toBe(belongs);
    expect(new VirtualExecution().checkpoint([], { token: guessed })).toMatchObject({ message: used });
  });
});

describe('a repeated client token', () => {
  test('gets the same bytes, and nothing is applied again', () => {
    const execution = running();
    const { token } = execution;
    execution.write(callback('c'));
    const options = { token: execution.token, clientToken: 'x' };
    const first = execution.checkpoint([step.start('s'), wait.start('w', 5)], options);
    execution.answer('c', { kind: 'success' });
    const entries = execution.journal.length;
    const other = execution.checkpoint([step.start('another')], options);
    expect(JSON.stringify(other)).toBe(JSON.stringify(first));
    execution.pass(5);
    expect(JSON.stringify(execution.checkpoint([], options))).toBe(JSON.stringify(first));
    expect(execution.journal).toHaveLength(entries + 1);
    // What happened meanwhile is in the next reply.
    expect(execution.write().map(({ Id }) => Id)).toEqual(['c', 'w']);
    expect(execution.checkpoint([], { token, clientToken: 'x' }).ok).toBe(false);
  });

  test('with a new checkpoint token is a new checkpoint', () => {
    const execution = running();
    execution.checkpoint([step.start('s')], { clientToken: 'x' });
    const second = execution.checkpoint([step.succeed('s')], { clientToken: 'x' });
    expect(second).toMatchObject({ operations: [{ Status: 'SUCCEEDED' }] });
  });

  test('differs, or is absent: the used token is refused', () => {
    const execution = running();
    const { token } = execution;
    execution.checkpoint([], { clientToken: 'x' });
    expect(execution.checkpoint([], { token, clientToken: 'y' })).toMatchObject({ message: used });
    expect(execution.checkpoint([], { token })).toMatchObject({ message: used });
    const plain = execution.token;
    execution.checkpoint([]);
    expect(execution.checkpoint([], { token: plain })).toMatchObject({ message: used });
  });

  test('is forgotten after fifteen minutes, and not before', () => {
    const execution = running({}, { ...withLimits({}), invocationGraceMillis: 3_600_000 });
    const options = { token: execution.token, clientToken: 'x' };
    const first = execution.checkpoint([], options);
    execution.pass(900);
    expect(execution.checkpoint([], options)).toEqual(first);
    execution.now += 1;
    expect(execution.checkpoint([], options)).toMatchObject({ message: used });
  });

  test('is forgotten with the next checkpoint, with the invocation, and with the execution', () => {
    const next = running();
    const options = { token: next.token, clientToken: 'x' };
    next.checkpoint([], options);
    next.write();
    expect(next.checkpoint([], options)).toMatchObject({ message: used });

    const ended = running();
    const last = { token: ended.token, clientToken: 'x' };
    ended.checkpoint([wait.start('w', 5)], last);
    ended.suspends();
    expect(ended.checkpoint([], last)).toMatchObject({ message: used });

    const closed = running();
    const closing = { token: closed.token, clientToken: 'x' };
    expect(closed.checkpoint([end.succeed()], closing)).toEqual({ ok: true, operations: [] });
    expect(closed.checkpoint([end.succeed()], closing).ok).toBe(false);
  });
});

describe('a reply', () => {
  test('has what changed since the handler last saw the state, whole and in order of change', () => {
    const execution = running();
    execution.write(wait.start('w', 5), callback('c'), step.retry('s', 3));
    execution.pass(3);
    execution.answer('c', { kind: 'success', result: '1' });
    execution.pass(2);
    const operations = execution.write(context.start('x'));
    expect(operations.map(({ Id, Status }) => [Id, Status])).toEqual([
      ['s', 'READY'],
      ['c', 'SUCCEEDED'],
      ['w', 'SUCCEEDED'],
      ['x', 'STARTED'],
    ]);
    expect(execution.write()).toEqual([]);
  });

  test('to a poll has the timers that are due right now', () => {
    const execution = running();
    execution.write(wait.start('w', 5));
    execution.now += 5000;
    expect(execution.write()).toMatchObject([{ Id: 'w', Status: 'SUCCEEDED' }]);
  });

  test('does not repeat what the invocation was started with', () => {
    const execution = running();
    execution.write(wait.start('w', 5));
    execution.suspends().pass(5).invoke();
    expect(execution.write()).toEqual([]);
  });
});

describe('an EXECUTION update', () => {
  test('closes the execution in the checkpoint, without a token; the output that follows is ignored', () => {
    const execution = running();
    const answer = execution.checkpoint([step.start('s'), end.succeed('big')]);
    expect(answer).toMatchObject({ ok: true, operations: [{ Id: 's' }] });
    expect(answer).not.toHaveProperty('token');
    execution.fails();
    expect(execution.state.closed?.outcome).toEqual({ status: 'SUCCEEDED', result: 'big' });
    expect(execution.sequence()).toEqual([
      'ExecutionStarted',
      'StepStarted',
      'ExecutionSucceeded',
      'InvocationCompleted',
    ]);
    expect(execution.lastDetails()).not.toHaveProperty('Error');
  });

  test('that fails it carries the error, or an empty one; its id is ignored', () => {
    const failed = running();
    failed.write({ ...end.fail(boom), Id: 'execution-result-1' });
    expect(failed.state.closed?.outcome).toEqual({ status: 'FAILED', error: boom });
    const empty = running();
    empty.write(end.fail());
    expect(empty.state.closed?.outcome).toEqual({ status: 'FAILED', error: {} });
  });

  test('refuses what contradicts its action', () => {
    const execution = running();
    expect(execution.refusal({ ...end.succeed(), Error: boom })).toContain('Cannot provide an Error');
    expect(execution.refusal({ ...end.fail(), Payload: '1' })).toContain('Cannot provide a Payload');
  });
});

describe('a quota', () => {
  test('counts the start, each operation, each retry and each invocation repeated', () => {
    const execution = running();
    execution.write(step.start('s'), step.retry('s', 1), wait.start('w', 5), callback('c'));
    execution.answer('c', { kind: 'success', result: '12345' });
    expect(execution.state.operationsCounted).toBe(5);
    const bytes = execution.state.storageBytes;
    execution.crashes({ ErrorMessage: 'x' });
    expect(execution.state.operationsCounted).toBe(6);
    expect(execution.state.storageBytes - bytes).toBe('{"ErrorMessage":"x"}'.length);
  });

  test('that is passed closes the execution, records nothing of the batch, and leaves no token', () => {
    const operations = running({}, withLimits({ operationsMax: 2 }));
    operations.write(step.start('a'));
    const answer = operations.checkpoint([step.start('b')]);
    expect(answer).toEqual({ ok: true, operations: [] });
    expect(operations.state.closed?.outcome).toMatchObject({
      status: 'FAILED',
      error: { ErrorType: 'LimitExceeded' },
    });
    expect(operations.sequence()).toEqual(['ExecutionStarted', 'StepStarted', 'ExecutionFailed']);

    const bytes = running({ input: '12345' }, withLimits({ storageBytesMax: 8 }));
    bytes.write(step.succeed('a', '123'));
    bytes.write(step.succeed('b', '1'));
    expect(bytes.state.status).toBe('FAILED');
  });
});
