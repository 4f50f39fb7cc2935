// `perdure execution history`: what happened, event by event.

import type { Command } from 'commander';
import { type ApiOptions, connect, withApiOptions } from '../connection/api-options.ts';
import { findExecution } from '../names/find-execution.ts';
import { historyTable } from '../output/history-table.ts';
import { palette } from '../output/palette.ts';
import { withProgress } from '../output/progress.ts';
import { executionArgument } from './argument-values.ts';
import type { CommandContext } from './command-context.ts';

export function executionHistoryCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('history')
    .description('show every event of an execution')
    .addArgument(executionArgument());
  withApiOptions(command).action(async (text: string, options: ApiOptions) => {
    const { api, printer } = await connect(options, terminal);
    const arn = await findExecution(api, text);
    const events = await withProgress(terminal, 'Reading the history', Array.fromAsync(api.history(arn)));
    printer.printList('Events', events, () => {
      const table = historyTable(events, palette(terminal), terminal.columns);
      if (!table.cut) return table.text;
      return `${table.text}\nSome cells were cut. All of it: npx perdure execution history '${arn}' --format json`;
    });
  });
}
