/** How a delay is spread, so that many executions that failed together do not come back together. */
export const JitterStrategy = {
  /** The delay as computed. */
  NONE: 'NONE',
  /** Anything from nothing to the delay. */
  FULL: 'FULL',
  /** Anything from half of the delay to the delay. */
  HALF: 'HALF',
} as const;
export type JitterStrategy = (typeof JitterStrategy)[keyof typeof JitterStrategy];
export declare namespace JitterStrategy {
  type NONE = 'NONE';
  type FULL = 'FULL';
  type HALF = 'HALF';
}

/** A delay in whole seconds, at least one, after jitter. It need not be repeatable: what was drawn is recorded. */
export function spreadDelaySeconds(delaySeconds: number, jitter: JitterStrategy): number {
  return Math.max(1, Math.round(spread(delaySeconds, jitter)));
}

function spread(delaySeconds: number, jitter: JitterStrategy): number {
  if (jitter === JitterStrategy.FULL) return Math.random() * delaySeconds;
  if (jitter === JitterStrategy.HALF) return delaySeconds / 2 + (Math.random() * delaySeconds) / 2;
  return delaySeconds;
}
