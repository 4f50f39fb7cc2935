// CHAINED_INVOKE: targets that exist, targets that do not, the letters that leave, and every way to end.

import { describe, expect, test } from 'vitest';
import { running, withLimits } from '../../test/running.ts';
import { boom, chainedInvoke, execution as executionUpdate } from '../../test/updates.ts';
import type { Target } from '../draft.ts';

const childArn = 'arn:aws:lambda:eu-west-1:000000000000:function:pay:1/durable-execution/child/child-1';
const durable: Target = { kind: 'durable', functionName: 'pay', functionVersion: '1', childArn };
const plain: Target = { kind: 'plain', functionName: 'pay', functionVersion: '$LATEST' };
const to = (target: Target) => ({ targets: new Map([['i', target]]) });

describe('a start', () => {
  test('of a durable target sends one letter that names the child', () => {
    const execution = running({ traceHeader: 'Root=1' });
    const options = { FunctionName: 'pay:live', TenantId: 't' };
    execution.checkpoint([chainedInvoke('i', { ChainedInvokeOptions: options, Payload: '1' })], to(durable));
    expect(execution.letters).toEqual([
      {
        kind: 'start-child',
        letterId: 'execution-1:i',
        from: 'execution-1',
        operationId: 'i',
        functionName: 'pay',
        functionVersion: '1',
        childArn,
        input: '1',
        tenantId: 't',
        traceHeader: 'Root=1',
      },
    ]);
    expect(execution.lastDetails()).toEqual({
      FunctionName: 'pay:live',
      TenantId: 't',
      Input: { Payload: '1', Truncated: false },
      ExecutedVersion: '1',
      DurableExecutionArn: childArn,
    });
  });

  test('of a plain target names no child execution; its own trace header wins', () => {
    const execution = running({ traceHeader: 'Root=1' });
    const options = { FunctionName: 'pay', XAmznTraceId: 'Root=2' };
    execution.checkpoint([chainedInvoke('i', { ChainedInvokeOptions: options })], to(plain));
    expect(execution.letters).toMatchObject([{ kind: 'invoke-function', traceHeader: 'Root=2' }]);
    expect(execution.lastDetails()).toEqual({
      FunctionName: 'pay',
      Input: { Truncated: false },
      ExecutedVersion: '$LATEST',
    });
  });

  test('without a target fails at once, in the same reply, and sends nothing', () => {
    const execution = running();
    const answer = execution.checkpoint([chainedInvoke('i')], to({ kind: 'unresolved', error: boom }));
    expect(answer).toMatchObject({
      operations: [{ Status: 'FAILED', ChainedInvokeDetails: { Error: boom } }],
    });
    expect(execution.letters).toEqual([]);
  });

  test('in another account is refused, and the token stays good', () => {
    const execution = running();
    const message = 'Cannot start a CHAINED_INVOKE on a function in another account.';
    expect(execution.checkpoint([chainedInvoke('i')], to({ kind: 'refused', message }))).toMatchObject({
      ok: false,
      message,
    });
    expect(execution.write()).toEqual([]);
  });

  test('needs options, and happens once', () => {
    const execution = running();
    expect(execution.refusal({ Id: 'i', Type: 'CHAINED_INVOKE', Action: 'START' })).toBe(
      'Update for CHAINED_INVOKE operation requires ChainedInvokeOptions.',
    );
    execution.checkpoint([chainedInvoke('i')], to(durable));
    expect(execution.refusal(chainedInvoke('i'))).toBe('Cannot start a CHAINED_INVOKE that already exist.');
  });

  test('in the batch that closes the execution still reaches the target', () => {
    const execution = running();
    execution.checkpoint([chainedInvoke('i'), executionUpdate.succeed()], to(plain));
    expect(execution.letters).toMatchObject([{ kind: 'invoke-function' }]);
    expect(execution.state.status).toBe('SUCCEEDED');
  });
});

describe('a target', () => {
  test.each([
    [{ status: 'SUCCEEDED', result: '7' } as const, 'SUCCEEDED', { Result: '7' }],
    [{ status: 'SUCCEEDED' } as const, 'SUCCEEDED', {}],
    [{ status: 'FAILED', error: boom } as const, 'FAILED', { Error: boom }],
    [{ status: 'STOPPED', error: boom } as const, 'STOPPED', { Error: boom }],
    [
      { status: 'TIMED_OUT', error: {} } as const,
      'TIMED_OUT',
      {
        Error: {
          ErrorType: 'ChainedInvoke.Timeout',
          ErrorMessage: 'CHAINED_INVOKE timed out after 60 seconds.',
        },
      },
    ],
  ])('that ends as %j wakes its parent', (outcome, status, details) => {
    const execution = running();
    execution.checkpoint([chainedInvoke('i')], to(durable));
    execution.suspends().targetEnds('i', outcome);
    expect(execution.operation('i')).toMatchObject({ Status: status, ChainedInvokeDetails: details });
    const events = execution.sequence();
    execution.targetEnds('i', { status: 'FAILED', error: {} });
    expect(execution.sequence()).toEqual(events);
    expect(execution.invoke()?.updatedIds).toEqual(['i']);
  });

  test('whose output is too large has failed', () => {
    const execution = running({}, withLimits({ asyncPayloadBytesMax: 4 }));
    execution.checkpoint([chainedInvoke('i')], to(durable));
    execution.targetEnds('i', { status: 'SUCCEEDED', result: '12345' });
    expect(execution.operation('i')).toMatchObject({
      Status: 'FAILED',
      ChainedInvokeDetails: {
        Error: { ErrorMessage: 'CHAINED_INVOKE output payload size must be less than or equal to 4 bytes.' },
      },
    });
  });

  test('that ends after its parent closed, or that nobody waits for, adds no event', () => {
    const execution = running();
    execution.checkpoint([chainedInvoke('i'), executionUpdate.fail()], to(durable));
    const events = execution.sequence();
    execution.targetEnds('i', { status: 'SUCCEEDED' }).targetEnds('x', { status: 'SUCCEEDED' });
    expect(execution.sequence()).toEqual(events);
  });
});

test.each([
  ['SUCCEEDED', { status: 'SUCCEEDED', result: '1' }],
  ['FAILED', { status: 'FAILED', error: boom }],
  ['STOPPED', { status: 'STOPPED', error: boom }],
  ['TIMED_OUT', { status: 'TIMED_OUT', error: {} }],
])('a child that ends %s writes to its parent once', (how, outcome) => {
  const child = running({ parent: { executionId: 'parent-1', operationId: 'i' } });
  if (how === 'SUCCEEDED') child.succeeds('1');
  else if (how === 'FAILED') child.fails(boom);
  else if (how === 'STOPPED') child.end('STOPPED', boom);
  else child.pass(3600);
  child.end('STOPPED');
  expect(child.letters).toEqual([
    {
      letterId: 'execution-1:ended',
      kind: 'child-ended',
      to: 'parent-1',
      operationId: 'i',
      outcome,
      executionTimeoutSeconds: 3600,
    },
  ]);
});
