// An invoker that measures how long invocations wait for a place, and how long they take.

import { performance } from 'node:perf_hooks';
import type { Invoker, Slot } from '../environments/invoker.ts';
import type { ServerMetrics } from './server-metrics.ts';

export const measuredInvoker = (
  invoker: Invoker,
  metrics: Pick<ServerMetrics, 'onInvocationWaited' | 'onInvoked'>,
): Invoker => ({
  async reserve(deployed, patience) {
    const askedAt = performance.now();
    const slot = await invoker.reserve(deployed, patience);
    metrics.onInvocationWaited(performance.now() - askedAt);
    return measuredSlot(slot, deployed.functionName, metrics);
  },
  close: (graceMillis) => invoker.close(graceMillis),
});

const measuredSlot = (slot: Slot, functionName: string, metrics: Pick<ServerMetrics, 'onInvoked'>): Slot => ({
  async run(task) {
    const beganAt = performance.now();
    const outcome = await slot.run(task);
    metrics.onInvoked(functionName, outcome.kind, performance.now() - beganAt);
    return outcome;
  },
  release: () => slot.release(),
});
