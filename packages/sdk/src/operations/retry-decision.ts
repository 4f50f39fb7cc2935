import type { StepConfig } from '../api/step.ts';
import { wholeSeconds } from '../duration-seconds.ts';
import { asError } from '../errors/error-object.ts';
import { MILLIS_PER_SECOND } from '../limits.ts';
import { retryPresets } from '../retry/retry-presets.ts';
import type { TrackedOperation } from '../suspension.ts';
import { toMillis } from '../timestamps.ts';
import type { OperationSite } from './operation-site.ts';

/** Asks the strategy about a failed attempt. Answers the delay until the next one; undefined when there is none. */
export function decideRetry(
  strategy: StepConfig<unknown>['retryStrategy'],
  failure: unknown,
  attempt: number,
): number | undefined {
  const error = asError(failure);
  const decision = strategy?.(error, attempt) ?? retryPresets.default(error, attempt);
  return decision.shouldRetry ? wholeSeconds(decision.delay ?? { seconds: 1 }) : undefined;
}

/** Waits for the time of the next attempt, in this invocation if something else keeps it alive. */
export async function untilNextAttempt(site: OperationSite, tracked: TrackedOperation): Promise<void> {
  const due = toMillis(site.record()?.StepDetails?.NextAttemptTimestamp);
  tracked.wait();
  await site.node.invocation.waits.untilChanged(
    site.id,
    due ?? site.node.invocation.clock.now() + MILLIS_PER_SECOND,
  );
  tracked.execute();
}
