// Percentiles that are read from counts, against those of the durations themselves.

import type { ExecutionId } from '@perdure/protocol';
import { MemoryStore } from '@perdure/store';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RunningCounts } from '../watching/running-counts.ts';
import { ExecutionStatistics } from './execution-statistics.ts';

const OFF_MAX = 0.2;

test('a percentile lies within its class of the durations that were counted', async () => {
  const duration = fc.oneof(fc.nat(100), fc.nat(100_000), fc.nat(100_000_000));
  const property = fc.asyncProperty(
    fc.array(duration, { minLength: 1, maxLength: 200 }),
    async (durations) => {
      const store = new MemoryStore();
      await store.commit(
        durations.map((millis, index) => {
          const executionId = `execution-${index}` as ExecutionId;
          const head = {
            executionId,
            functionName: 'order',
            functionVersion: '1',
            executionName: `order-${index}`,
            status: 'SUCCEEDED' as const,
            startedAt: 0,
            endedAt: millis,
          };
          return { executionId, expectedVersion: 0, entry: '{}', head };
        }),
      );
      const statistics = new ExecutionStatistics(store, new RunningCounts());
      const [gathered] = await statistics.gather({ from: 0, to: 1e9, bucketMillis: 3_600_000 });
      const sorted = durations.toSorted((left, right) => left - right);
      for (const [name, share] of [
        ['p50', 0.5],
        ['p90', 0.9],
        ['p99', 0.99],
      ] as const) {
        const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
        const read = gathered?.total.duration?.[name] ?? -1;
        expect(Math.abs(read - exact)).toBeLessThanOrEqual(1 + exact * OFF_MAX);
      }
      expect(gathered?.total.succeeded).toBe(durations.length);
      expect(gathered?.buckets.reduce((sum, { succeeded }) => sum + succeeded, 0)).toBe(durations.length);
    },
  );
  await fc.assert(property, { seed: 7, numRuns: 100 });
});
