// Those who look on: the live feed, the counts of what runs, and the metrics. They hear of what the core does and change
// nothing.

import type { Store } from '@perdure/store';
import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import type { Core, CoreOptions } from './core.ts';
import type { EnvironmentPool } from './environments/environment-pool.ts';
import { OpenStreams } from './http/streaming/open-streams.ts';
import { ServerMetrics } from './metrics/server-metrics.ts';
import { StoreHealth } from './store-health.ts';
import { ExecutionFeed } from './watching/execution-feed.ts';
import { RunningCounts } from './watching/running-counts.ts';

export interface ServerObservers {
  feed: ExecutionFeed;
  running: RunningCounts;
  streams: OpenStreams;
  metrics: ServerMetrics;
  storeHealth: StoreHealth;
}

/** `core` is asked for when somebody reads the metrics, which is after it was made. */
export function makeObservers(
  { clock, store }: { clock: Clock; store: Store },
  pool: EnvironmentPool,
  core: () => Core,
): ServerObservers {
  const running = new RunningCounts();
  const streams = new OpenStreams(clock);
  const metrics = new ServerMetrics({
    running: () => running.all(),
    environments: () => pool.figures,
    inboxCommands: () => core().loop.inboxCommands,
    cachedExecutions: () => core().loop.cachedExecutions,
    openStreams: () => streams.count,
    waitingEvents: () => core().statusEvents.waiting,
  });
  return { feed: new ExecutionFeed(), running, streams, metrics, storeHealth: new StoreHealth(store) };
}

export const coreListeners = (
  { feed, running, metrics, storeHealth }: ServerObservers,
  log: Logger,
): Pick<CoreOptions, 'onCommitted' | 'onTurn' | 'onEventDropped'> => ({
  onCommitted(change) {
    feed.onCommitted(change);
    running.onCommitted(change);
    metrics.onCommitted(change);
  },
  onTurn(turn) {
    metrics.onTurn(turn);
    storeHealth.onTurn(turn);
  },
  onEventDropped(dropped) {
    metrics.onEventDropped(dropped);
    log.warn(dropped, 'an event could not be delivered and was dropped');
  },
});
