// Asynchronous invocations of plain functions. A bug here shows as one that is forgotten, or repeated for ever.

import { MemoryStore } from '@perdure/store';
import { expect, test } from 'vitest';
import type { Invoker } from '../environments/invoker.ts';
import { SystemIds } from '../fresh-ids.ts';
import type { DeployedFunction } from '../functions/deployed-function.ts';
import { plainFunction } from '../http/testing/fake-ports.ts';
import { HandClock } from '../testing/hand-clock.ts';
import { PlainFunctions } from './plain-functions.ts';

const realm = { partition: 'aws', region: 'eu-west-1', account: '000000000000' };
const DAY_MILLIS = 86_400_000;

/** A function that always fails, and the times at which it ran. */
function failing(store = new MemoryStore()) {
  const clock = new HandClock();
  const ranAt: number[] = [];
  const startedAt = clock.now();
  const invoker: Invoker = {
    reserve: async () => ({
      run: async () => {
        ranAt.push(clock.now() - startedAt);
        return { kind: 'failed', error: { errorType: 'Error', errorMessage: 'no' }, logTail: '' };
      },
      release: () => undefined,
    }),
    close: async () => undefined,
  };
  const directory = {
    resolve: async () => ({ ok: true as const, value: plainFunction }),
    version: async () => plainFunction,
    exists: async () => true,
  };
  const onFault = (fault: unknown): void => {
    throw fault;
  };
  const plain = new PlainFunctions({
    store,
    directory,
    invoker,
    clock,
    ids: new SystemIds(),
    realm,
    onFault,
  });
  const queued = () => store.records('async-invocation');
  const enqueue = (asyncRetry?: DeployedFunction['asyncRetry']) =>
    plain.enqueue(asyncRetry === undefined ? plainFunction : { ...plainFunction, asyncRetry }, {
      payload: '{}',
    });
  return { clock, plain, ranAt, queued, enqueue };
}

test('a failing function is tried three times, and then forgotten', async () => {
  const { clock, ranAt, queued, enqueue } = failing();
  await enqueue();
  await clock.advance(DAY_MILLIS);
  expect(ranAt).toEqual([0, 60_000, 180_000]);
  expect(await queued()).toEqual([]);
});

test.each([
  ['MaximumRetryAttempts', { retryAttemptsMax: 0 }, [0]],
  ['MaximumEventAgeInSeconds', { eventAgeSecondsMax: 60 }, [0, 60_000]],
])('%s bounds the tries', async (_name, asyncRetry, expected) => {
  const { clock, ranAt, queued, enqueue } = failing();
  await enqueue(asyncRetry);
  await clock.advance(DAY_MILLIS);
  expect(ranAt).toEqual(expected);
  expect(await queued()).toEqual([]);
});

test('another server goes on with what was queued, and counts the tries before it', async () => {
  const store = new MemoryStore();
  const first = failing(store);
  await first.enqueue({ retryAttemptsMax: 1 });
  await first.clock.advance(1000);
  first.plain.close();
  const second = failing(store);
  await second.plain.recover();
  await second.clock.advance(DAY_MILLIS);
  expect(first.ranAt.length + second.ranAt.length).toBe(2);
  expect(await second.queued()).toEqual([]);
});
