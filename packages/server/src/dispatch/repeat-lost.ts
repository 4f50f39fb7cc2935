// An invocation whose machine went away is repeated at once: the function is not to blame. When that happens over and over
// it may be the function that takes its machines down, and the loss counts as its failure.

import type { InvocationOutcome } from '../environments/invoker.ts';
import { lossesMax } from './limits.ts';

export async function repeatLost(attempt: () => Promise<InvocationOutcome>): Promise<InvocationOutcome> {
  for (let losses = 1; ; losses += 1) {
    const outcome = await attempt();
    if (outcome.kind !== 'lost') return outcome;
    if (losses === lossesMax) return { ...outcome, kind: 'failed' };
  }
}
