// `perdure execution stop`: ends an execution from outside.

import type { Command } from 'commander';
import { type ApiOptions, connect, withApiOptions } from '../connection/api-options.ts';
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
      printer.print(answer, () => [`🛑 Execution stopped: ${arn}`, ...errorLines(error)].join('\n'));
    },
  );
}
