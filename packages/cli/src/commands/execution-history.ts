// `perdure execution history`: every event of an execution.

import type { Command } from 'commander';
import { historyTable } from '../output/history-table.ts';
import { palette } from '../output/palette.ts';
import { type ApiOptions, apiOf, type CommandContext, print, withApiOptions } from './command-context.ts';

export function executionHistoryCommand(parent: Command, context: CommandContext): void {
  const command = parent
    .command('history')
    .description('show every event of an execution')
    .argument('<arn>', 'ARN of the execution');
  withApiOptions(command).action(async (arn: string, options: ApiOptions) => {
    const events = await Array.fromAsync(apiOf(options).history(arn));
    const { terminal } = context;
    print(context, options, { Events: events }, () => {
      const { text, cut } = historyTable(events, palette(terminal), terminal.columns);
      if (!cut) return text;
      return `${text}\nSome cells were cut. All of it: npx perdure execution history '${arn}' --format json`;
    });
  });
}
