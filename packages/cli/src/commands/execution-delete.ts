// `perdure execution delete`: removes a closed execution with its history.

import type { Command } from 'commander';
import { type ApiOptions, connect, withApiOptions } from '../connection/api-options.ts';
import { findExecution } from '../names/find-execution.ts';
import { executionArgument } from './argument-values.ts';
import type { CommandContext } from './command-context.ts';

export function executionDeleteCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('delete')
    .description('remove an execution that has ended, with its history; it cannot be undone')
    .addArgument(executionArgument());
  withApiOptions(command).action(async (text: string, options: ApiOptions) => {
    const { api, printer } = await connect(options, terminal);
    const arn = await findExecution(api, text);
    const answer = await api.deleteExecution(arn);
    printer.print(answer, () => `Execution deleted: ${arn}`);
  });
}
