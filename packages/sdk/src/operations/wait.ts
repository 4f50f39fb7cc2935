// wait: a sleep that needs no running function.
//
// Update (WIRE): START. The service ends it.

import type { Duration } from '../api/duration.ts';
import type { ContextNode } from '../context/context-node.ts';
import { DurablePromise } from '../durable-promise.ts';
import { wholeSeconds } from '../duration-seconds.ts';
import { verbose } from '../logger/verbose.ts';
import { never } from '../never.ts';
import { toMillis } from '../timestamps.ts';
import { ExternalOperation } from './external-operation.ts';
import { beginOperation } from './operation-site.ts';

const kind = { method: 'wait', type: 'WAIT', subType: 'Wait' } as const;

export function wait(node: ContextNode, name: string | undefined, duration: Duration): DurablePromise<void> {
  const seconds = wholeSeconds(duration);
  const site = beginOperation(node, kind, name);
  if (site === undefined) return new DurablePromise<void>(never);
  const operation = new ExternalOperation(site, { WaitOptions: { WaitSeconds: seconds } }, () => ({}));
  return new DurablePromise(async () => {
    operation.await();
    const record = await operation.finished((open) => toMillis(open?.WaitDetails?.ScheduledEndTimestamp));
    // A wait that was cut short has nothing to report but that it is over.
    if (record.Status !== 'SUCCEEDED') verbose('wait ended early', { id: site.rawId, status: record.Status });
  });
}
