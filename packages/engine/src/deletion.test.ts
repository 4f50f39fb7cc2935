// What a bug would look like: an execution that still runs is removed, or one that was deleted keeps its name.

import { expect, test } from 'vitest';
import { VirtualExecution } from '../test/virtual-execution.ts';
import { isExpired } from './timers.ts';

const deletion = (execution: VirtualExecution) =>
  execution.apply<'delete'>({ kind: 'delete', now: execution.now });

test('an execution that has not ended is not deleted', () => {
  const execution = new VirtualExecution();
  execution.invoke();
  expect(deletion(execution)).toMatchObject({ ok: false, refusal: { code: 'ResourceConflictException' } });
  expect(execution.state.status).toBe('RUNNING');
});

test('an execution that has ended is due for removal from the request on, and a repetition answers its time', () => {
  const execution = new VirtualExecution();
  execution.invoke();
  execution.succeeds();
  const requestedAt = execution.now;
  expect(deletion(execution)).toMatchObject({ ok: true, reply: requestedAt });
  expect(execution.state.status).toBe('DELETING');
  expect(execution.wakesAt()).toBe(requestedAt);
  expect(isExpired(execution.state, requestedAt)).toBe(true);
  execution.pass(5);
  expect(deletion(execution)).toMatchObject({ ok: true, reply: requestedAt });
});
