import type { DurableHandler } from '../durable-handler.ts';
import type { RecordedHistory } from '../history/read-history.ts';
import { checkReplay, type ReplayOptions } from './check-replay.ts';
import type { ReplayDifference, ReplayReport } from './replay-report.ts';

/** The code does not replay a recorded history. The message names the first operation that differs. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError';
  readonly difference: ReplayDifference;

  constructor(difference: ReplayDifference) {
    super(`The code does not replay the history. ${difference.message}`);
    this.difference = difference;
  }
}

/**
 * Asserts that the code replays a recorded history: the same operations, in the same order, with the same end.
 *
 * @example
 * import history from './histories/order-charged.json' with { type: 'json' };
 * test('executions that wait for their payment go on', () => expectReplays(handler, history));
 *
 * @throws ReplayError; and as `checkReplay`.
 */
export async function expectReplays(
  handler: DurableHandler,
  history: RecordedHistory,
  options?: ReplayOptions,
): Promise<ReplayReport> {
  const report = await checkReplay(handler, history, options);
  if (report.difference !== undefined) throw new ReplayError(report.difference);
  return report;
}
