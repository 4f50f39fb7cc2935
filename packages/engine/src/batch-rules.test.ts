// The rules that a batch must keep before those of each type: their messages, their order, and that a refused batch
// leaves nothing behind. (The virtual execution compares the state before and after every refusal.)

import type { OperationUpdate } from '@perdure/protocol';
import { describe, expect, test } from 'vitest';
import { running, withLimits } from '../test/running.ts';
import { boom, callback, chainedInvoke, context, execution as end, step, wait } from '../test/updates.ts';

const twice = 'Cannot update the same operation twice in a single request.';
const wrongAction = 'Invalid action for the given operation type.';

describe('a batch', () => {
  test('with a wrong last update applies none, and its token stays good', () => {
    const execution = running();
    const token = execution.token;
    execution.refusal(step.start('a'), wait.start('b', 5), wait.cancel('c'));
    expect(execution.state.operations.size).toBe(0);
    expect(execution.checkpoint([step.start('a')], { token }).ok).toBe(true);
  });

  test('has at most one EXECUTION update, as its last', () => {
    const execution = running();
    expect(execution.refusal(end.succeed(), end.succeed())).toBe(
      'Cannot checkpoint multiple EXECUTION updates.',
    );
    expect(execution.refusal(end.succeed(), step.start('a'))).toBe(
      'EXECUTION checkpoint must be the last update.',
    );
  });

  test('names every operation', () => {
    expect(running().refusal({ Type: 'STEP', Action: 'START' })).toBe('Operation update must have an Id.');
  });

  test.each<[string, OperationUpdate[]]>([
    ['two starts', [step.start('a'), step.start('a')]],
    ['an end before its start', [step.succeed('a'), step.start('a')]],
    ['two ends', [step.start('a'), step.succeed('a'), step.succeed('a')]],
    ['another type', [context.start('a'), step.succeed('a')]],
    ['a wait and its cancellation', [wait.start('a', 5), wait.cancel('a')]],
  ])('refuses %s under one id', (_, updates) => {
    expect(running().refusal(...updates)).toBe(twice);
  });

  test.each<[string, OperationUpdate[]]>([
    ['step and its success', [step.start('a'), step.succeed('a')]],
    ['step and its failure', [step.start('a'), step.fail('a')]],
    ['step and its retry', [step.start('a'), step.retry('a', 1)]],
    ['context and its success', [context.start('a'), context.succeed('a')]],
    ['context and its failure', [context.start('a'), context.fail('a')]],
  ])('may start a %s', (_, updates) => {
    expect(running().write(...updates)).toHaveLength(1);
  });

  test('shares one time', () => {
    const execution = running();
    const operations = execution.write(step.start('a'), context.start('b'), step.start('c'));
    expect(operations.map((operation) => operation.StartTimestamp)).toEqual(Array(3).fill(execution.now));
  });
});

describe('an update', () => {
  test('keeps the labels that the operation was given', () => {
    const execution = running();
    execution.write(context.start('p'), context.start('q'));
    execution.write(step.start('a', { Name: 'pay', SubType: 'Step', ParentId: 'p' }));
    expect(execution.refusal(wait.start('a', 1))).toBe('Inconsistent operation type.');
    expect(execution.refusal(step.succeed('a', '1', { SubType: 'Other' }))).toBe(
      'Inconsistent operation subtype.',
    );
    expect(execution.refusal(step.succeed('a', '1', { Name: 'other' }))).toBe('Inconsistent operation name.');
    expect(execution.refusal(step.succeed('a', '1', { ParentId: 'q' }))).toBe(
      'Inconsistent parent operation id.',
    );
    expect(execution.write(step.succeed('a', '1'))).toMatchObject([
      { Name: 'pay', SubType: 'Step', ParentId: 'p' },
    ]);
  });

  test('has a context for a parent: a stored one, a closed one, or one started before it in the batch', () => {
    const execution = running();
    const message = 'Invalid parent operation id.';
    expect(execution.refusal(step.start('a', { ParentId: 'p' }))).toBe(message);
    expect(execution.refusal(step.start('a', { ParentId: 'p' }), context.start('p'))).toBe(message);
    expect(execution.refusal(context.start('p', { ParentId: 'p' }))).toBe(message);
    execution.write(step.start('s'));
    expect(execution.refusal(step.start('a', { ParentId: 's' }))).toBe(message);
    execution.write(context.start('p'), step.start('a', { ParentId: 'p' }));
    execution.write(context.succeed('p'));
    expect(execution.write(step.start('b', { ParentId: 'p' }))).toHaveLength(1);
  });

  test('is bounded in its payload and its error', () => {
    const limits = { operationPayloadBytesMax: 4, errorBytesMax: 10, asyncPayloadBytesMax: 6 };
    const execution = running({}, withLimits(limits));
    const error = { ErrorMessage: 'too long' };
    expect(execution.refusal(step.fail('a', { Error: error }))).toBe(
      'Error object size must be less than or equal to 10 bytes.',
    );
    expect(execution.refusal(step.succeed('a', 'ééé'))).toBe(
      'STEP payload size must be less than or equal to 4 bytes.',
    );
    expect(execution.refusal(context.succeed('a', { Payload: '12345' }))).toBe(
      'CONTEXT payload size must be less than or equal to 4 bytes.',
    );
    expect(execution.refusal(chainedInvoke('a', { Payload: '12345' }))).toBe(
      'CHAINED_INVOKE input payload size must be less than or equal to 4 bytes.',
    );
    expect(execution.refusal(end.succeed('1234567'))).toBe(
      'Execution output payload size must be less than or equal to 6 bytes.',
    );
    expect(execution.write(step.succeed('a', 'éé'))).toHaveLength(1);
  });

  test('of the execution may be as large as the way it was started allows', () => {
    const settings = withLimits({ asyncPayloadBytesMax: 2, syncPayloadBytesMax: 4 });
    const execution = running({ invocationType: 'RequestResponse' }, settings);
    expect(execution.refusal(end.succeed('12345'))).toContain('equal to 4 bytes');
    execution.write(end.succeed('1234'));
    expect(execution.state.closed?.outcome).toEqual({ status: 'SUCCEEDED', result: '1234' });
  });

  test.each<OperationUpdate>([
    { Id: 'a', Type: 'STEP', Action: 'CANCEL' },
    { Id: 'a', Type: 'CONTEXT', Action: 'RETRY' },
    { Id: 'a', Type: 'CONTEXT', Action: 'CANCEL' },
    { Id: 'a', Type: 'WAIT', Action: 'SUCCEED' },
    { Id: 'a', Type: 'WAIT', Action: 'FAIL' },
    { Id: 'a', Type: 'WAIT', Action: 'RETRY' },
    ...(['SUCCEED', 'FAIL', 'RETRY', 'CANCEL'] as const).flatMap((Action) => [
      { ...callback('a'), Action },
      { ...chainedInvoke('a'), Action },
    ]),
  ])('$Type $Action is not an action of the type', (update) => {
    expect(running().refusal(update)).toBe(wrongAction);
  });

  test.each(['START', 'RETRY', 'CANCEL'] as const)('EXECUTION %s is not an action of the type', (Action) => {
    expect(running().refusal({ Type: 'EXECUTION', Action })).toBe('Invalid EXECUTION action.');
  });
});

test('of several broken rules the first in the order of the contract is named', () => {
  const execution = running({}, withLimits({ operationPayloadBytesMax: 4, errorBytesMax: 4 }));
  execution.write(context.start('p'), step.start('a', { Name: 'n', SubType: 'S', ParentId: 'p' }));
  const broken: OperationUpdate = {
    Id: 'a',
    Type: 'WAIT',
    Action: 'RETRY',
    SubType: 'x',
    Name: 'x',
    ParentId: 'x',
    Error: boom,
    Payload: '12345',
  };
  const steps: [Partial<OperationUpdate>, string][] = [
    [{}, 'Inconsistent operation type.'],
    [{ Type: 'STEP', Action: 'CANCEL' }, 'Inconsistent operation subtype.'],
    [{ SubType: 'S' }, 'Inconsistent operation name.'],
    [{ Name: 'n' }, 'Inconsistent parent operation id.'],
    [{ ParentId: 'p' }, 'Error object size must be less than or equal to 4 bytes.'],
    [{ Error: {} }, 'STEP payload size must be less than or equal to 4 bytes.'],
    [{ Payload: '1' }, wrongAction],
    [{ Action: 'SUCCEED' }, 'Cannot provide an Error for SUCCEED action.'],
  ];
  let update = broken;
  for (const [mend, message] of steps) {
    update = { ...update, ...mend };
    expect(execution.refusal(update)).toBe(message);
  }
  expect(execution.refusal({ ...update, Id: 'a' }, end.succeed(), end.succeed())).toContain('multiple');
  expect(execution.refusal(end.succeed(), update)).toContain('last update');
  expect(execution.refusal({ ...update, Id: '' })).toContain('must have an Id');
});
