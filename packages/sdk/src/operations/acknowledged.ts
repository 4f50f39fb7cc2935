import type { OperationAction } from '../api/operation-enums.ts';
import type { OperationUpdate } from '../api/wire.ts';
import { never } from '../never.ts';
import type { TrackedOperation } from '../suspension.ts';
import type { OperationSite } from './operation-site.ts';

/**
 * Sends an update of an operation whose code runs, and waits for the acknowledgement. An operation inside a finished
 * context stops here: nobody waits for it, so that it must not keep the invocation awake either.
 */
export function acknowledged(
  site: OperationSite,
  tracked: TrackedOperation,
  action: OperationAction,
  members?: Partial<OperationUpdate>,
): Promise<void> {
  if (site.node.isFinished()) {
    tracked.complete();
    return never();
  }
  return site.sendAcknowledged(action, members);
}
