// Stays with an execution until it ends, prints how it ended, and says so by the exit code.

import { MILLIS_PER_SECOND } from '@perdure/protocol';
import type { CommandContext } from '../commands/command-context.ts';
import type { Connection } from '../connection/api-options.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { nextCommandsText, summaryText } from '../output/execution-summary.ts';
import { attendExecution } from './attend-execution.ts';

export interface WatchOptions {
  executionArn: string;
  /** Show the operations as they happen; for people only. */
  watch: boolean;
  /** Default: for as long as the execution lasts. */
  maxWaitSeconds?: number | undefined;
}

export async function watchToTheEnd(
  { api, printer }: Connection,
  { terminal, end }: CommandContext,
  { executionArn, watch, maxWaitSeconds }: WatchOptions,
): Promise<void> {
  const isForPeople = printer.format === 'table';
  const signal =
    maxWaitSeconds === undefined ? undefined : AbortSignal.timeout(maxWaitSeconds * MILLIS_PER_SECOND);
  await attendExecution(api, executionArn, terminal, {
    watch: watch && isForPeople,
    answerCallbacks: isForPeople && terminal.interactive,
    ...(signal && { signal }),
  });
  const execution = await api.getExecution(executionArn);
  printer.print(execution, () => `${summaryText(execution)}\n${nextCommandsText(executionArn)}`);
  if (execution.EndTimestamp === undefined)
    throw new CommandFailure(
      `The execution has not ended after ${maxWaitSeconds} s. It goes on; see it with: npx perdure execution watch '${executionArn}'`,
      exitCodes.timedOut,
    );
  if (execution.Status === 'TIMED_OUT') end(exitCodes.timedOut);
  else if (execution.Status !== 'SUCCEEDED') end(exitCodes.failed);
}
