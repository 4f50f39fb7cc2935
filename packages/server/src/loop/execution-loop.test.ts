// What a bug would look like: an answer that a crash takes back, a fault that takes others with it, a request that hangs.

import { defaultEngineSettings } from '@perdure/engine';
import type { ExecutionId, ExecutionReference } from '@perdure/protocol';
import { MemoryStore } from '@perdure/store';
import { expect, test } from 'vitest';
import { SystemIds } from '../fresh-ids.ts';
import { HandClock } from '../testing/hand-clock.ts';
import { ExecutionLoop, type LoopOptions } from './execution-loop.ts';

const realm = { partition: 'aws', region: 'eu-west-1', account: '000000000000' };

function referenceTo(executionId: string, executionName: string): ExecutionReference {
  return {
    realm,
    functionName: 'order',
    functionVersion: '1',
    executionName,
    executionId: executionId as ExecutionId,
  };
}

function makeLoop(store = new MemoryStore(), options: Partial<LoopOptions> = {}) {
  const clock = new HandClock();
  const loop = new ExecutionLoop({
    store,
    clock,
    ids: new SystemIds(),
    settings: defaultEngineSettings,
    ...options,
  });
  const start = (executionId: string, name = executionId, input = '{}') =>
    loop.start(
      {
        kind: 'start',
        reference: referenceTo(executionId, name),
        input,
        invocationType: 'Event',
        config: { ExecutionTimeout: 60, RetentionPeriodInDays: 1 },
      },
      (_state, reply) => reply,
    );
  const stop = (executionId: string) =>
    loop.submit<'end', number>(
      executionId as ExecutionId,
      { kind: 'end', as: 'STOPPED', error: {} },
      (_state, at) => at,
    );
  return { loop, store, clock, start, stop };
}

/** A store whose next commits wait until they are let go. */
function holdCommits(store: MemoryStore): { release(): void } {
  const commit = store.commit.bind(store);
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  store.commit = async (changes) => {
    await gate;
    return commit(changes);
  };
  return { release: () => release() };
}

test('L1: a start is answered only after its commit', async () => {
  const { store, start, clock } = makeLoop();
  const held = holdCommits(store);
  let answered = false;
  const started = start('a').then((result) => {
    answered = true;
    return result;
  });
  await clock.advance(0);
  expect(answered).toBe(false);
  held.release();
  expect((await started).ok).toBe(true);
});

test('what gathers while a commit is under way is committed together', async () => {
  const { store, start, clock } = makeLoop();
  const sizes: number[] = [];
  const commit = store.commit.bind(store);
  store.commit = async (changes) => {
    sizes.push(changes.length);
    return commit(changes);
  };
  const first = start('a');
  await clock.advance(0);
  await Promise.all([first, start('b'), start('c'), start('d')]);
  expect(sizes).toEqual([1, 3]);
});

test('L3: after a commit that failed, the state is what the store has', async () => {
  const { store, start, stop, loop } = makeLoop();
  await start('a');
  const commit = store.commit.bind(store);
  store.commit = async () => {
    throw new Error('the disk is full');
  };
  await expect(stop('a')).rejects.toThrow('the disk is full');
  store.commit = commit;
  expect(await loop.read('a' as ExecutionId, (state) => state.status)).toEqual({
    ok: true,
    value: 'RUNNING',
  });
  expect((await stop('a')).ok).toBe(true);
});

test('a command is decided again on the state that another writer has left', async () => {
  const store = new MemoryStore();
  const one = makeLoop(store);
  const other = makeLoop(store);
  await one.start('a');
  await other.loop.read('a' as ExecutionId, (state) => state.status);
  const stopped = await one.stop('a');
  // The other loop still has the running execution in its cache; its stop must find the first one's.
  expect(await other.stop('a')).toEqual(stopped);
  const [stored] = await store.read(['a' as ExecutionId]);
  expect(stored?.version).toBe(2);
});

test('P5: starts by one name in one turn make one execution', async () => {
  const { start } = makeLoop();
  const [first, second] = await Promise.all([start('a', 'order-17'), start('b', 'order-17')]);
  expect(first.ok && first.value.created).toBe(true);
  expect(second.ok && second.value).toMatchObject({ created: false, arn: first.ok ? first.value.arn : '' });
});

test('P8: past the bound of the inbox requests are refused, and accepted again when there is room', async () => {
  const { store, start, clock } = makeLoop(new MemoryStore(), { inboxCommandsMax: 2 });
  const held = holdCommits(store);
  const first = start('a');
  await clock.advance(0);
  const waiting = [start('b'), start('c')];
  const refused = await start('d');
  expect(refused.ok || refused.refusal.code).toBe('TooManyRequestsException');
  held.release();
  await Promise.all([first, ...waiting]);
  expect((await start('d')).ok).toBe(true);
});

test('P8: our own work does not keep requests out of the inbox', async () => {
  const { loop, store, start, clock } = makeLoop(new MemoryStore(), { inboxCommandsMax: 2 });
  const held = holdCommits(store);
  const first = start('a');
  await clock.advance(0);
  const own = Array.from({ length: 10 }, () => loop.wake('a' as ExecutionId));
  const waiting = [start('b'), start('c')];
  const refused = await start('d');
  expect(refused.ok || refused.refusal.code).toBe('TooManyRequestsException');
  held.release();
  expect((await Promise.all([first, ...waiting, ...own])).every(({ ok }) => ok)).toBe(true);
});

test('an execution whose journal is broken fails alone', async () => {
  const { store, start, stop } = makeLoop();
  await start('sound');
  await store.commit([
    {
      executionId: 'broken' as ExecutionId,
      expectedVersion: 0,
      entry: '{"at":1,"events":[{"type":"WaitSucceeded","id":"x"}]}',
      head: {
        executionId: 'broken' as ExecutionId,
        functionName: 'order',
        functionVersion: '1',
        executionName: 'broken',
        status: 'RUNNING',
        startedAt: 0,
      },
    },
  ]);
  const [broken, sound] = await Promise.allSettled([stop('broken'), stop('sound')]);
  expect(broken.status).toBe('rejected');
  expect(sound).toMatchObject({ status: 'fulfilled', value: { ok: true } });
});

test('a closed loop ends its turns and takes no more', async () => {
  const { loop, start } = makeLoop();
  const started = start('a');
  await loop.close();
  expect((await started).ok).toBe(true);
  const late = await start('b');
  expect(late.ok || late.refusal.code).toBe('ServiceException');
});

test('a start whose name cannot be looked up keeps nothing else of its turn from being told', async () => {
  const { loop, store, clock, start } = makeLoop();
  const invoked: string[] = [];
  loop.listen({
    onCommitted: () => undefined,
    onChange: () => undefined,
    onInvocationDue: (state) => invoked.push(state.reference.executionId),
    onWake: () => undefined,
    onClosed: () => undefined,
    onLetters: () => undefined,
  });
  const first = start('a', 'order-17');
  await clock.advance(0);
  await first;
  store.findByName = () => Promise.reject(new Error('unreachable'));
  const duplicate = start('b', 'order-17');
  const other = start('c', 'order-18');
  const failed = expect(duplicate).rejects.toThrow('unreachable');
  await clock.advance(0);
  await failed;
  expect((await other).ok).toBe(true);
  expect(invoked).toEqual(['a', 'c']);
});

test('a wake-up reads anew what another server has made due', async () => {
  const store = new MemoryStore();
  const { loop, clock, start } = makeLoop(store);
  const other = makeLoop(store);
  const executionId = 'a' as ExecutionId;
  const invoked: string[] = [];
  const started = start(executionId);
  await clock.advance(0);
  await started;
  const deadline = clock.now() + 60_000;
  const begin = { kind: 'begin-invocation', requestId: 'r', nonce: 'n', deadline, runningOn: 's' } as const;
  const begun = loop.submit<'begin-invocation', void>(executionId, begin, () => undefined);
  await clock.advance(0);
  await begun;
  const outcome = { kind: 'lost', error: {} } as const;
  const lost = { kind: 'complete-invocation', requestId: 'r', jitter: 0, outcome } as const;
  const ended = other.loop.submit<'complete-invocation', void>(executionId, lost, () => undefined);
  await other.clock.advance(0);
  await ended;
  loop.listen({
    onCommitted: () => undefined,
    onChange: () => undefined,
    onInvocationDue: (state) => invoked.push(state.reference.executionId),
    onWake: () => undefined,
    onClosed: () => undefined,
    onLetters: () => undefined,
  });
  const woken = loop.wake(executionId);
  await clock.advance(0);
  await woken;
  expect(invoked).toEqual([executionId]);
});

test('a start under the name of an execution that is being deleted makes a new one', async () => {
  const { loop, start, stop } = makeLoop();
  await start('a', 'order-17');
  await stop('a');
  const deletion = loop.submit<'delete', number>('a' as ExecutionId, { kind: 'delete' }, (_state, at) => at);
  const [deleted, again] = await Promise.all([deletion, start('b', 'order-17', '{"other":1}')]);
  expect(deleted.ok).toBe(true);
  expect(again).toMatchObject({ ok: true, value: { created: true, reference: { executionId: 'b' } } });
  expect(await loop.read('a' as ExecutionId, (state) => state.status)).toMatchObject({
    ok: false,
    refusal: { code: 'ResourceNotFoundException' },
  });
});

test('an execution that ends and is deleted within one turn still says how it ended', async () => {
  const store = new MemoryStore();
  const { loop, clock, start, stop } = makeLoop(store, {
    statusTargets: ({ status }) => (status === 'DELETING' ? [] : ['audit']),
  });
  const told: string[] = [];
  loop.listen({
    onCommitted: ({ head }) => told.push(`committed ${head.status}`),
    onChange: () => undefined,
    onInvocationDue: () => undefined,
    onWake: (_executionId, wakeAt) => told.push(wakeAt === undefined ? 'gone' : 'to wake'),
    onClosed: ({ status }) => told.push(`closed ${status}`),
    onLetters: (letters) => told.push(...letters.map(({ kind }) => kind)),
  });
  const started = start('a', 'order-17');
  await clock.advance(0);
  await started;
  told.length = 0;
  const ended = Promise.all([
    stop('a'),
    loop.submit<'delete', number>('a' as ExecutionId, { kind: 'delete' }, (_state, at) => at),
    loop.read('a' as ExecutionId, () => undefined),
  ]);
  await clock.advance(0);
  expect((await ended)[2]).toMatchObject({ ok: false });
  expect(told).toEqual([
    'committed DELETING',
    'status-changed',
    // It was started asynchronously and did not succeed.
    'start-failed',
    'closed DELETING',
    'gone',
  ]);
  expect((await store.messages(9)).map(({ messageId }) => messageId)).toEqual([
    'a:start-failed',
    'a:status:00000001.1:audit',
    'a:status:00000002.1:audit',
  ]);
});
