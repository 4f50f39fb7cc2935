// `perdure execution get`: one execution at a glance.

import type { ErrorObject } from '@perdure/protocol';
import type { Command } from 'commander';
import { type ApiOptions, connect, withApiOptions } from '../connection/api-options.ts';
import type { LambdaApi } from '../lambda-api.ts';
import { findExecution } from '../names/find-execution.ts';
import { invocationError } from '../output/event-details.ts';
import { summaryText } from '../output/execution-summary.ts';
import { executionArgument } from './argument-values.ts';
import type { CommandContext } from './command-context.ts';

export function executionGetCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('get')
    .description('show status, input, and result or error of an execution')
    .addArgument(executionArgument());
  withApiOptions(command).action(async (text: string, options: ApiOptions) => {
    const { api, printer } = await connect(options, terminal);
    const execution = await api.getExecution(await findExecution(api, text));
    const isOpen = execution.EndTimestamp === undefined;
    const failure =
      isOpen && printer.format === 'table' ? await failureOf(api, execution.DurableExecutionArn) : undefined;
    printer.print(execution, () => summaryText(execution, failure));
  });
}

/** Why its last invocation failed, unless something has been recorded since. */
async function failureOf(api: LambdaApi, executionArn: string): Promise<ErrorObject | undefined> {
  for await (const newest of api.history(executionArn, { newestFirst: true })) return invocationError(newest);
  return undefined;
}
