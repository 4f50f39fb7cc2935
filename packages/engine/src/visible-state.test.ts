// The state as a handler sees it: order, pruning, pages, and the snapshot as of a token.

import { describe, expect, test } from 'vitest';
import { running } from '../test/running.ts';
import { callback, context, step, wait } from '../test/updates.ts';
import type { VirtualExecution } from '../test/virtual-execution.ts';
import { decodeStateMarker, stateAtToken, statePage, visibleOperations } from './visible-state.ts';

const idsOf = (execution: VirtualExecution) => visibleOperations(execution.state).map(({ Id }) => Id);
const replay = { ContextOptions: { ReplayChildren: true } };

test('the execution comes first, with its input, then the operations in order of creation', () => {
  const execution = running();
  execution.write(step.start('b'), step.start('a'));
  execution.write(step.succeed('b'));
  const [first] = visibleOperations(execution.state);
  expect(first).toEqual({
    Id: 'execution-1',
    Type: 'EXECUTION',
    Name: 'order-17',
    Status: 'STARTED',
    StartTimestamp: execution.state.startedAt,
    ExecutionDetails: { InputPayload: '{"qty":2}' },
  });
  expect(idsOf(execution)).toEqual(['execution-1', 'b', 'a']);
});

describe('what lies under a closed context', () => {
  test('is left out, the context itself stays', () => {
    const execution = running();
    execution.write(context.start('p'), step.start('s', { ParentId: 'p' }));
    expect(idsOf(execution)).toEqual(['execution-1', 'p', 's']);
    execution.write(context.succeed('p'));
    expect(idsOf(execution)).toEqual(['execution-1', 'p']);
    expect(execution.refusal(step.start('s'))).toBe('Invalid current STEP state to start.');
    expect(execution.sequence()).toContain('StepStarted');
  });

  test('stays when the context asks for its children', () => {
    const execution = running();
    execution.write(context.start('p'), step.start('s', { ParentId: 'p' }));
    execution.write(context.fail('p', replay));
    expect(idsOf(execution)).toEqual(['execution-1', 'p', 's']);
  });

  test('is left out when any ancestor hides it, even if a nearer one asks for it', () => {
    const execution = running();
    execution.write(
      context.start('outer'),
      context.start('inner', { ParentId: 'outer' }),
      step.start('s', { ParentId: 'inner' }),
    );
    execution.write(context.succeed('inner', replay));
    expect(idsOf(execution)).toEqual(['execution-1', 'outer', 'inner', 's']);
    execution.write(context.succeed('outer'));
    expect(idsOf(execution)).toEqual(['execution-1', 'outer']);
  });

  test('is left out under a hiding context, while its open grandchild context is not asked', () => {
    const execution = running();
    execution.write(
      context.start('outer', replay),
      context.start('inner', { ParentId: 'outer' }),
      context.start('open', { ParentId: 'inner' }),
      step.start('s', { ParentId: 'open' }),
    );
    execution.write(context.succeed('inner'), context.succeed('outer'));
    expect(idsOf(execution)).toEqual(['execution-1', 'outer', 'inner']);
  });
});

describe('pages', () => {
  const pagesOf = (execution: VirtualExecution, itemsMax: number, bytesMax: number) => {
    const pages = [];
    let from: number | undefined = 0;
    while (from !== undefined) {
      const page = statePage(execution.state, { from, itemsMax, bytesMax });
      pages.push(page);
      from = page.NextMarker === undefined ? undefined : decodeStateMarker(page.NextMarker, execution.token);
    }
    return pages;
  };

  test.each([
    [1, 1e9],
    [3, 1e9],
    [100, 1e9],
    [100, 1],
    [100, 1500],
  ])('of %i operations and %i bytes add up to the whole', (itemsMax, bytesMax) => {
    const execution = running();
    execution.write(...Array.from({ length: 7 }, (_, index) => step.succeed(`s${index}`, '"\n"'.repeat(40))));
    const pages = pagesOf(execution, itemsMax, bytesMax);
    expect(pages.flatMap((page) => page.Operations)).toEqual(visibleOperations(execution.state));
    for (const { Operations } of pages) {
      expect(Operations.length).toBeGreaterThan(0);
      expect(Operations.length).toBeLessThanOrEqual(itemsMax);
      if (Operations.length > 1) expect(JSON.stringify(Operations).length).toBeLessThanOrEqual(bytesMax);
    }
  });

  test('have markers that are bound to the token, and that nobody can make up', () => {
    const execution = running();
    execution.write(step.start('a'), step.start('b'));
    const { NextMarker = '' } = statePage(execution.state, { from: 0, itemsMax: 1, bytesMax: 1e9 });
    expect(decodeStateMarker(NextMarker, execution.token)).toBe(1);
    expect(decodeStateMarker(NextMarker, 'b3RoZXI=')).toBeUndefined();
    for (const position of ['x', '-1', '1.5', '']) {
      expect(decodeStateMarker(btoa(`${position}@${execution.token}`), execution.token)).toBeUndefined();
    }
    expect(decodeStateMarker('***', execution.token)).toBeUndefined();
  });
});

test('the state at the token leaves out what came from outside since, and a restart does not change it', () => {
  const execution = running();
  execution.write(wait.start('w', 5), callback('c'));
  const before = visibleOperations(execution.state);
  execution.answer('c', { kind: 'success' });
  execution.pass(5);
  expect(visibleOperations(execution.state)).not.toEqual(before);
  expect(visibleOperations(stateAtToken(execution.journal, execution.state))).toEqual(before);
  execution.write();
  const now = visibleOperations(execution.state);
  expect(visibleOperations(stateAtToken(execution.journal, execution.state))).toEqual(now);
});
