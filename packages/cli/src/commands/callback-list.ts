// `perdure callback list`: everything that waits for somebody, oldest first.

import type { Command } from 'commander';
import { openCallbacks } from '../callback/open-callbacks.ts';
import { type ApiOptions, connect, withApiOptions } from '../connection/api-options.ts';
import { callbackTable } from '../output/callback-table.ts';
import { withProgress } from '../output/progress.ts';
import { type FunctionTarget, functionTarget } from './argument-values.ts';
import type { CommandContext } from './command-context.ts';

export function callbackListCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('list')
    .description('list the callbacks that executions wait for, oldest first')
    .argument('[function]', 'only those of this function: name, name:qualifier, or ARN', functionTarget);
  withApiOptions(command).action(async (target: FunctionTarget | undefined, options: ApiOptions) => {
    const { api, printer } = await connect(options, terminal);
    const callbacks = await withProgress(terminal, 'Looking for callbacks', openCallbacks(api, target));
    printer.printList('Callbacks', callbacks, () => callbackTable(callbacks));
  });
}
