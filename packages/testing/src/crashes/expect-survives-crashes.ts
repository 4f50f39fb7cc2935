// A function is run once undisturbed, and then once more for each of its checkpoints, with a crash there. Its outcome and
// what it did outside must hold.

import { isDeepStrictEqual } from 'node:util';
import type { OperationUpdate } from '@perdure/sdk';
import type { DurableHandler } from '../durable-handler.ts';
import { limits } from '../limits.ts';
import { LocalDurableTestRunner } from '../local/local-durable-test-runner.ts';
import { ExecutionStatus } from '../results/execution-status.ts';
import type { TestResult } from '../results/test-result.ts';

export interface CrashOptions {
  payload?: unknown;
  /** Registers functions and scripts answers, for each run. */
  prepare?: (runner: LocalDurableTestRunner) => void;
  /** Acts while a run goes on: answers callbacks, for one. */
  during?: (runner: LocalDurableTestRunner) => Promise<unknown>;
  /** Before each run: takes back what an earlier run did outside. */
  reset?: () => unknown;
  /**
   * What the function did outside, as far as it must hold: counts by key, for example. A step that a crash cuts short runs
   * again, so count what the outside world recognises as one.
   */
  sideEffects?: () => unknown;
  /** Whether the process dies before a checkpoint is recorded, after it, or each in turn. Default: after. */
  when?: 'before' | 'after' | 'both';
}

export interface CrashReport {
  /** Checkpoints of the undisturbed run, each as `START, SUCCEED of "reserve"`. */
  checkpoints: readonly string[];
  /** Runs with a crash. */
  crashes: number;
}

/** A crash changed what a function came to. The message says which, and how. */
export class CrashError extends Error {
  override readonly name = 'CrashError';
}

/**
 * Asserts that a function comes to the same outcome and the same side effects wherever its process dies. Each run is one of
 * the local runner, so that it takes milliseconds: a function with n checkpoints runs n + 1 times.
 *
 * @example
 * const charges = new Map<string, number>();
 * await expectSurvivesCrashes(handler, {
 *   payload: { orderId: 17 },
 *   reset: () => charges.clear(),
 *   sideEffects: () => [...charges.keys()],
 * });
 *
 * @throws CrashError; and as `run` of the local runner.
 */
export async function expectSurvivesCrashes(
  handler: DurableHandler,
  options: CrashOptions = {},
): Promise<CrashReport> {
  const checkpoints: string[] = [];
  const undisturbed = await runOnce(handler, options, (runner) => {
    runner.faults.listen((updates) => checkpoints.push(describeUpdates(updates)));
  });
  if (checkpoints.length > limits.crashPlacesMax) {
    throw new RangeError(
      `The function makes ${checkpoints.length} checkpoints, and each costs a run; at most ${limits.crashPlacesMax} are tried. ` +
        'Give it a smaller payload.',
    );
  }
  const { when = 'after' } = options;
  const moments = when === 'both' ? (['before', 'after'] as const) : ([when] as const);
  for (const [index, checkpoint] of checkpoints.entries()) {
    for (const moment of moments) {
      const place = `${moment} checkpoint ${index + 1} of ${checkpoints.length} (${checkpoint})`;
      const crashed = await runCrashed(handler, options, place, (runner) => {
        runner.faults.crashAtCheckpoint(index + 1, moment);
      });
      compare('the outcome', place, undisturbed.outcome, crashed.outcome);
      compare('what was done outside', place, undisturbed.sideEffects, crashed.sideEffects);
    }
  }
  return { checkpoints, crashes: checkpoints.length * moments.length };
}

interface Observed {
  outcome: unknown;
  sideEffects: unknown;
}

async function runOnce(
  handler: DurableHandler,
  { payload, prepare, during, reset, sideEffects }: CrashOptions,
  disturb: (runner: LocalDurableTestRunner) => void,
): Promise<Observed> {
  await reset?.();
  const runner = new LocalDurableTestRunner({ handlerFunction: handler });
  prepare?.(runner);
  disturb(runner);
  const [result] = await Promise.all([runner.run({ payload }), during?.(runner)]);
  return { outcome: outcomeOf(result), sideEffects: structuredClone(sideEffects?.()) };
}

async function runCrashed(
  handler: DurableHandler,
  options: CrashOptions,
  place: string,
  disturb: (runner: LocalDurableTestRunner) => void,
): Promise<Observed> {
  try {
    return await runOnce(handler, options, disturb);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new CrashError(`With a crash ${place} the run does not end. ${message}`, { cause: error });
  }
}

function outcomeOf(result: TestResult): unknown {
  const status = result.getStatus();
  if (status === ExecutionStatus.SUCCEEDED) return { status, result: result.getResult() };
  const { errorType, errorMessage } = result.getError();
  return { status, errorType, errorMessage };
}

function compare(what: string, place: string, expected: unknown, actual: unknown): void {
  if (isDeepStrictEqual(expected, actual)) return;
  throw new CrashError(
    `With a crash ${place} ${what} differs: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}.`,
  );
}

/** `START, SUCCEED of "reserve"; START of Wait`. */
function describeUpdates(updates: readonly OperationUpdate[]): string {
  if (updates.length === 0) return 'a look for changes';
  const actions = new Map<string, string[]>();
  for (const { Id = '', Action = '' } of updates) actions.set(Id, [...(actions.get(Id) ?? []), Action]);
  const described = [...actions].map(([id, done]) => {
    const { Name, SubType, Type } = updates.find((update) => update.Id === id) ?? {};
    return `${done.join(', ')} of ${Name === undefined ? (SubType ?? Type) : `"${Name}"`}`;
  });
  return described.join('; ');
}
