// What an operator may set about the rules. Defaults are AWS Lambda's where AWS documents one.

import { type Limits, limits } from '@perdure/protocol';

export interface EngineSettings {
  limits: Limits;
  /**
   * A failed invocation is repeated after a delay that doubles from the first to the second of these, with half of it
   * random. Milliseconds.
   */
  retryDelayMillisMin: number;
  retryDelayMillisMax: number;
  /** Failed invocations in a row after which the execution fails with the last error. */
  invocationFailuresMax: number;
  /** Invocations in a row that are repeated at once because their server went away; further ones count as failed. */
  invocationLossesMax: number;
  /** How long after its deadline an invocation is given up for lost. Milliseconds. */
  invocationGraceMillis: number;
}

export const defaultEngineSettings: EngineSettings = {
  limits,
  retryDelayMillisMin: 1000,
  retryDelayMillisMax: 60_000,
  // 1 s, 2 s, 4 s … 60 s: about ten minutes in all. AWS gives up after a few minutes.
  invocationFailuresMax: 15,
  // A server that is restarted now and then never comes near; a function that takes its server down does.
  invocationLossesMax: 10,
  invocationGraceMillis: 10_000,
};
