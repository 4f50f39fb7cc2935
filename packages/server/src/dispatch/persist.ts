// Doing something until it is done. For what must reach the store sooner or later, and may wait while the store cannot.

import type { Result } from '@perdure/protocol';
import type { Clock } from '../clock.ts';
import { loopLimits } from '../loop/limits.ts';

/**
 * Repeats `attempt` after a pause for as long as it faults, and answers with its first result. Gives up with a refusal
 * when the server is shutting down: whoever starts next finds the work undone in the store.
 */
export async function persist<Value>(
  clock: Clock,
  onFault: (fault: unknown) => void,
  attempt: () => Promise<Result<Value>>,
): Promise<Result<Value>> {
  for (;;) {
    try {
      return await attempt();
    } catch (fault) {
      onFault(fault);
      await new Promise<void>((resolve) => {
        clock.at(clock.now() + loopLimits.redeliveryMillis, resolve);
      });
    }
  }
}
