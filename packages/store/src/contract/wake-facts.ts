import { expect } from 'vitest';
import { advance, creation, sampleHead, sampleId } from './sample-change.ts';
import type { Fact } from './store-contract.ts';

export function wakeFacts(fact: Fact): void {
  fact('what is due comes earliest first, and the moment itself is due', async (store) => {
    await store.commit([
      creation(1, { wakeAt: 30 }),
      creation(2, { wakeAt: 10 }),
      creation(3),
      creation(4, { wakeAt: 20 }),
      creation(5, { wakeAt: 31 }),
    ]);
    expect(await store.due(30, 9)).toEqual([
      { executionId: sampleId(2), wakeAt: 10 },
      { executionId: sampleId(4), wakeAt: 20 },
      { executionId: sampleId(1), wakeAt: 30 },
    ]);
    expect(await store.due(30, 1)).toEqual([{ executionId: sampleId(2), wakeAt: 10 }]);
    expect(await store.due(9, 9)).toEqual([]);
    expect(await store.due(30, 9, 20)).toEqual([
      { executionId: sampleId(4), wakeAt: 20 },
      { executionId: sampleId(1), wakeAt: 30 },
    ]);
    expect(await store.due(30, 1, 11)).toEqual([{ executionId: sampleId(4), wakeAt: 20 }]);
  });

  fact('an execution is due when its latest head says so', async (store) => {
    await store.commit([creation(1, { wakeAt: 10 }), creation(2, { wakeAt: 10 })]);
    await store.commit([
      advance(1, 1, { head: sampleHead(1, { wakeAt: 50 }) }),
      advance(2, 1, { head: sampleHead(2) }),
    ]);
    expect(await store.due(49, 9)).toEqual([]);
    expect(await store.due(50, 9)).toEqual([{ executionId: sampleId(1), wakeAt: 50 }]);
  });

  fact('what runs is found, whichever session runs it', async (store) => {
    await store.commit([creation(1, { runningOn: 'a' }), creation(2), creation(3, { runningOn: 'b' })]);
    const running = await store.running(9);
    expect(new Set(running.map((head) => head.executionId))).toEqual(new Set([sampleId(1), sampleId(3)]));
    expect(await store.running(1)).toHaveLength(1);
    await store.commit([advance(1, 1, { head: sampleHead(1) })]);
    expect(await store.running(9)).toEqual([sampleHead(3, { runningOn: 'b' })]);
  });
}
