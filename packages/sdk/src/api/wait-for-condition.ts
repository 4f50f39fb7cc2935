import type { Duration } from './duration.ts';
import type { DurableLogger, OperationContext } from './logger.ts';
import type { Serdes } from './serdes.ts';

export interface WaitForConditionContext<Logger extends DurableLogger> extends OperationContext<Logger> {
  /** 1 in the first poll. */
  attempt: number;
}

export type WaitForConditionCheckFunc<T, Logger extends DurableLogger = DurableLogger> = (
  state: T,
  context: WaitForConditionContext<Logger>,
) => Promise<T>;

export type WaitForConditionDecision = { shouldContinue: true; delay: Duration } | { shouldContinue: false };

/** `elapsedSeconds` is the age of the operation. Not under AWS's SDK. */
export type WaitForConditionWaitStrategyFunc<T> = (
  state: T,
  attempt: number,
  elapsedSeconds?: number,
) => WaitForConditionDecision;

export interface WaitForConditionConfig<T> {
  /** Decides after each check whether to poll again, and when. */
  waitStrategy: WaitForConditionWaitStrategyFunc<T>;
  /** State of the first check; anything but `undefined`. */
  initialState: T;
  /** Default: the context's serdes. */
  serdes?: Serdes<T>;
}
