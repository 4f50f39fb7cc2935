// The numbers of a burst.

import type { Burst } from './order-burst.ts';

const MILLIS_PER_SECOND = 1000;

export function burstReport({ placed, failed, ends, queuedAfterMillis, tookMillis }: Burst): string {
  const at = (share: number): string => {
    const millis =
      queuedAfterMillis[Math.min(queuedAfterMillis.length - 1, Math.floor(share * queuedAfterMillis.length))];
    return millis === undefined ? '-' : `${millis} ms`;
  };
  return [
    `${placed} orders placed, ${failed.length} not taken, all over after ${(tookMillis / MILLIS_PER_SECOND).toFixed(1)} s`,
    ...Object.entries(ends).map(([end, count]) => `  ${end.padEnd(10)} ${String(count).padStart(6)}`),
    `From the order to "queued": p50 ${at(0.5)}, p99 ${at(0.99)}, at most ${at(1)}`,
    ...failed.slice(0, 3).map((reason) => `  not taken: ${reason}`),
  ].join('\n');
}
