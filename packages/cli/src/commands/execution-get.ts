// `perdure execution get`: one execution at a glance.

import type { Command } from 'commander';
import { type ApiOptions, connect, withApiOptions } from '../connection/api-options.ts';
import { findExecution } from '../names/find-execution.ts';
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
    printer.print(execution, () => summaryText(execution));
  });
}
