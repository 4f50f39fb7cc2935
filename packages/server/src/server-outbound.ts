// What leaves the server: events of status changes, and the ends of asynchronous invocations.

import type { StartFailed } from '@perdure/engine';
import type { Realm } from '@perdure/protocol';
import type { Store } from '@perdure/store';
import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import type { FreshIds } from './fresh-ids.ts';
import type { FunctionDirectory } from './functions/function-directory.ts';
import { Deliveries } from './gateway/deliveries.ts';
import type { FunctionCalls } from './gateway/function-calls.ts';
import type { Gateway } from './gateway/gateway.ts';
import { AsyncOutcomes, type FinishedInvocation } from './outbound/async-outcomes.ts';
import { configuredTarget, type EventTargetSettings } from './outbound/configured-target.ts';
import type { Destinations } from './outbound/destinations.ts';
import type { StatusTarget } from './outbound/status-target.ts';

/** Those that the configuration names, and the default event bus, which hears of them as on AWS. */
export const statusTargets = (
  { eventTargets, clock }: { eventTargets: readonly EventTargetSettings[]; clock: Clock },
  gateway: Gateway,
  calls: FunctionCalls,
): StatusTarget[] => [
  gateway.statusTarget,
  ...eventTargets.map((settings) => configuredTarget(settings, { clock, calls })),
];

export interface OutcomeParts {
  store: Pick<Store, 'records' | 'writeRecords'>;
  clock: Clock;
  ids: FreshIds;
  realm: Realm;
  directory: FunctionDirectory;
  destinations: Destinations;
  log: Logger;
  /** Asked for when something is sent, which is after it was made. */
  calls(): FunctionCalls;
  onFault(fault: unknown): void;
}

/** Tells of the ends of asynchronous invocations, and keeps what is not told yet. */
export class OutcomeTelling {
  readonly #deliveries: Deliveries;
  readonly #outcomes: AsyncOutcomes;

  constructor(parts: OutcomeParts) {
    const { clock, destinations, log, calls } = parts;
    this.#deliveries = new Deliveries({
      ...parts,
      recordKind: 'destination',
      calls: destinations.sender(clock, {
        queue: (target, options) => calls().queue(target, options),
      }),
      onDropped: (dropped) => log.warn(dropped, 'the end of an invocation could not be told and was dropped'),
    });
    this.#outcomes = new AsyncOutcomes({ ...parts, deliveries: this.#deliveries });
  }

  finish(finished: FinishedInvocation, beside: Parameters<AsyncOutcomes['finish']>[1]): Promise<void> {
    return this.#outcomes.finish(finished, beside);
  }

  onStartFailed(failed: StartFailed): Promise<void> {
    return this.#outcomes.deadLetter(failed);
  }

  /** Takes up what a server before this one has left. */
  recover(): Promise<void> {
    return this.#deliveries.recover();
  }

  /** Begins nothing more. */
  close(): void {
    this.#deliveries.close();
  }
}
