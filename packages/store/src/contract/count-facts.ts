import type { ExecutionId } from '@perdure/protocol';
import { expect } from 'vitest';
import { durationClassOf } from '../duration-class.ts';
import type { Store, WaitingQuery } from '../store.ts';
import { advance, creation, removal, sampleHead, sampleId } from './sample-change.ts';
import type { Fact } from './store-contract.ts';

export function countFacts(fact: Fact): void {
  waitingFacts(fact);
  tallyFacts(fact);
}

async function idsOf(store: Store, query: Partial<WaitingQuery>): Promise<readonly ExecutionId[]> {
  const heads = await store.waiting({ for: 'callback', order: 'longest-first', limit: 99, ...query });
  return heads.map((head) => head.executionId);
}

/** Of five executions, four wait for a callback, two of them since the same moment, and two retry. */
async function fillWaiting(store: Store): Promise<void> {
  await store.commit([
    creation(1, { callbackSince: 30 }),
    creation(2, { callbackSince: 10, retryingSince: 50 }),
    creation(3, { callbackSince: 30, functionName: 'refund' }),
    creation(4, { retryingSince: 40, functionName: 'refund' }),
    creation(5, { callbackSince: 20 }),
  ]);
}

function waitingFacts(fact: Fact): void {
  fact('those that wait come in the order of since when, ties by execution id', async (store) => {
    await fillWaiting(store);
    const longestFirst = [2, 5, 1, 3].map(sampleId);
    expect(await idsOf(store, {})).toEqual(longestFirst);
    expect(await idsOf(store, { order: 'shortest-first' })).toEqual(longestFirst.toReversed());
    expect(await idsOf(store, { for: 'retry' })).toEqual([4, 2].map(sampleId));
    expect(await idsOf(store, { limit: 1 })).toEqual([sampleId(2)]);
  });

  fact('function and duration narrow those that wait', async (store) => {
    await fillWaiting(store);
    expect(await idsOf(store, { functionName: 'refund' })).toEqual([sampleId(3)]);
    expect(await idsOf(store, { since: 20 })).toEqual([2, 5].map(sampleId));
    expect(await idsOf(store, { for: 'retry', since: 39 })).toEqual([]);
  });

  for (const order of ['longest-first', 'shortest-first'] as const) {
    for (const filter of [{}, { functionName: 'order' }]) {
      fact(
        `pages of those that wait, ${order} by ${JSON.stringify(filter)}, give each once`,
        async (store) => {
          await fillWaiting(store);
          const whole = await store.waiting({ for: 'callback', ...filter, order, limit: 99 });
          const paged = [];
          for (let query: WaitingQuery = { for: 'callback', ...filter, order, limit: 1 }; ; ) {
            const [head] = await store.waiting(query);
            if (head?.callbackSince === undefined) break;
            paged.push(head);
            query = { ...query, after: { since: head.callbackSince, executionId: head.executionId } };
          }
          expect(paged).toEqual(whole);
        },
      );
    }
  }

  fact('who has been answered, or is gone, does not wait any more', async (store) => {
    await fillWaiting(store);
    await store.commit([advance(2, 1, { head: sampleHead(2) }), removal(5, 1)]);
    expect(await idsOf(store, {})).toEqual([1, 3].map(sampleId));
  });
}

function tallyFacts(fact: Fact): void {
  const query = { functionName: 'order', from: 100, to: 200, bucketMillis: 50 };

  fact(
    'starts and ends are counted where they fall, the ends by status and class of duration',
    async (store) => {
      await store.commit([
        creation(1, { startedAt: 99, endedAt: 149, status: 'SUCCEEDED' }),
        creation(2, { startedAt: 100, endedAt: 150, status: 'SUCCEEDED' }),
        creation(3, { startedAt: 149, endedAt: 199, status: 'SUCCEEDED' }),
        creation(4, { startedAt: 150, endedAt: 199, status: 'FAILED' }),
        creation(5, { startedAt: 199, endedAt: 200, status: 'FAILED' }),
        creation(6, { startedAt: 199 }),
        creation(7, { startedAt: 150, endedAt: 160, functionName: 'refund', status: 'FAILED' }),
      ]);
      expect(await store.tally(query)).toEqual({
        started: [
          { bucket: 0, count: 2 },
          { bucket: 1, count: 3 },
        ],
        ended: [
          { bucket: 0, status: 'SUCCEEDED', durationClass: durationClassOf(50), count: 1 },
          { bucket: 1, status: 'FAILED', durationClass: durationClassOf(49), count: 1 },
          { bucket: 1, status: 'SUCCEEDED', durationClass: durationClassOf(50), count: 2 },
        ],
        lastStartedAt: 199,
      });
      expect(await store.tally({ ...query, functionName: 'unknown' })).toEqual({ started: [], ended: [] });
    },
  );

  fact('a duration of any length has the class that the port gives it', async (store) => {
    const durations = [0, 1, 2, 3, 7, 8, 1000, 1023, 1024, 86_399_999, 2 ** 35 - 1, 2 ** 35];
    await store.commit(
      durations.map((duration, index) =>
        creation(index + 1, { startedAt: 1000, endedAt: 1000 + duration, status: 'SUCCEEDED' }),
      ),
    );
    const span = 2 ** 36;
    const { ended } = await store.tally({ functionName: 'order', from: 0, to: span, bucketMillis: span });
    expect(ended.map(({ durationClass }) => durationClass)).toEqual([
      ...new Set(durations.map((duration) => durationClassOf(duration))),
    ]);
  });

  fact('open executions are counted by function and version', async (store) => {
    await store.commit([
      creation(1, { functionVersion: '2' }),
      creation(2, { status: 'PAUSED' }),
      creation(3, { functionVersion: '2' }),
      creation(4, { endedAt: 9, status: 'SUCCEEDED' }),
      creation(5, { functionName: 'refund' }),
    ]);
    expect(await store.openCounts()).toEqual([
      { functionName: 'order', functionVersion: '1', count: 1 },
      { functionName: 'order', functionVersion: '2', count: 2 },
      { functionName: 'refund', functionVersion: '1', count: 1 },
    ]);
  });

  fact('functions that have executions are named, once each, in order', async (store) => {
    expect(await store.functionsWithExecutions()).toEqual([]);
    await store.commit([
      creation(1, { functionName: 'refund' }),
      creation(2),
      creation(3),
      creation(4, { functionName: 'a' }),
    ]);
    await store.commit([removal(4, 1)]);
    expect(await store.functionsWithExecutions()).toEqual(['order', 'refund']);
  });
}
