// `perdure execution stop`: ends an execution from outside.

import type { ExecutionStatus } from '@perdure/protocol';
import type { Command } from 'commander';
import { type ApiOptions, connect, withApiOptions } from '../connection/api-options.ts';
import { ApiError, exitCodes } from '../failure.ts';
import type { LambdaApi } from '../lambda-api.ts';
import { findExecution } from '../names/find-execution.ts';
import { executionArgument } from './argument-values.ts';
import type { CommandContext } from './command-context.ts';
import { type ErrorOptions, errorLines, errorOf, withErrorOptions } from './error-options.ts';

export function executionStopCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('stop')
    .description('stop an execution; code that runs at the moment is not interrupted, but can write no more')
    .addArgument(executionArgument());
  withApiOptions(withErrorOptions(command)).action(
    async (text: string, options: ApiOptions & ErrorOptions) => {
      const { api, printer } = await connect(options, terminal);
      const arn = await findExecution(api, text);
      const error = errorOf(options);
      const answer = await api.stopExecution(arn, error);
      const status = await statusOf(api, arn);
      printer.print(answer, () =>
        status === undefined || status === 'STOPPED'
          ? [`🛑 Execution stopped: ${arn}`, ...errorLines(error)].join('\n')
          : `It had ended before, ${status}: ${arn}`,
      );
    },
  );
}

/** Asked afterwards, since what has ended stays as it ended. Undefined for a caller who may stop and not look. */
async function statusOf(api: LambdaApi, executionArn: string): Promise<ExecutionStatus | undefined> {
  try {
    return (await api.getExecution(executionArn)).Status;
  } catch (error) {
    if (error instanceof ApiError && error.exitCode === exitCodes.notPermitted) return undefined;
    throw error;
  }
}
