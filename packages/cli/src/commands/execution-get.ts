// `perdure execution get`: one execution at a glance.

import type { Command } from 'commander';
import { summaryText } from '../output/execution-summary.ts';
import { type ApiOptions, apiOf, type CommandContext, print, withApiOptions } from './command-context.ts';

export function executionGetCommand(parent: Command, context: CommandContext): void {
  const command = parent
    .command('get')
    .description('show status, input, and result or error of an execution')
    .argument('<arn>', 'ARN of the execution');
  withApiOptions(command).action(async (arn: string, options: ApiOptions) => {
    const execution = await apiOf(options).getExecution(arn);
    print(context, options, execution, () => summaryText(execution));
  });
}
