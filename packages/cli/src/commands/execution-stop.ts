// `perdure execution stop`: ends an execution from outside.

import type { Command } from 'commander';
import { type ApiOptions, apiOf, type CommandContext, print, withApiOptions } from './command-context.ts';
import { type ErrorOptions, errorLines, errorOf, withErrorOptions } from './error-options.ts';

export function executionStopCommand(parent: Command, context: CommandContext): void {
  const command = parent
    .command('stop')
    .description('stop an execution; code that runs at the moment is not interrupted, but can write no more')
    .argument('<arn>', 'ARN of the execution');
  withApiOptions(withErrorOptions(command)).action(
    async (arn: string, options: ApiOptions & ErrorOptions) => {
      const error = errorOf(options);
      const answer = await apiOf(options).stopExecution(arn, error);
      print(context, options, answer, () =>
        [`🛑 Execution stopped: ${arn}`, ...errorLines(error)].join('\n'),
      );
    },
  );
}
