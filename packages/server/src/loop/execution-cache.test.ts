// What a bug would look like: memory without bound, or a large execution whose journal is read for each of its checkpoints.

import type { ExecutionState } from '@perdure/engine';
import type { ExecutionId } from '@perdure/protocol';
import { expect, test } from 'vitest';
import { type CachedExecution, ExecutionCache } from './execution-cache.ts';
import { loopLimits } from './limits.ts';

const MIB = 1024 * 1024;

const execution = (storageBytes: number, isBusy: boolean): CachedExecution => ({
  state: {
    storageBytes,
    operations: new Map(),
    ...(isBusy ? { invocation: {} } : {}),
  } as unknown as ExecutionState,
  version: 1,
  head: undefined,
});
const id = (name: string): ExecutionId => name as ExecutionId;

test('an execution at the limit of its size stays as long as its function runs, and keeps no idle one out', () => {
  const cache = new ExecutionCache();
  cache.put(id('idle'), execution(MIB, false));
  cache.put(id('large'), execution(100 * MIB, true));
  cache.trim();
  expect(cache.get(id('large'))).toBeDefined();
  expect(cache.get(id('idle'))).toBeDefined();
  cache.put(id('large'), execution(100 * MIB, false));
  cache.trim();
  expect(cache.get(id('large'))).toBeUndefined();
});

test('either share is bounded, and the least recently used go first', () => {
  const cache = new ExecutionCache();
  const count = 2 + loopLimits.busyCacheBytesMax / (50 * MIB);
  for (let index = 0; index < count; index += 1) {
    cache.put(id(`busy-${index}`), execution(50 * MIB, true));
    cache.put(id(`idle-${index}`), execution(20 * MIB, false));
    cache.trim();
  }
  expect(cache.get(id('busy-0'))).toBeUndefined();
  expect(cache.get(id('idle-0'))).toBeUndefined();
  expect(cache.size).toBe(Math.floor(loopLimits.busyCacheBytesMax / (50 * MIB)) + 1);
});
