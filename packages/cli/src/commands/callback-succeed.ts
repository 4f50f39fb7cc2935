// `perdure callback succeed`: gives an open callback its result.

import type { Command } from 'commander';
import { type ApiOptions, connect, withApiOptions } from '../connection/api-options.ts';
import type { CommandContext } from './command-context.ts';

interface Options extends ApiOptions {
  result?: string;
}

export function callbackSucceedCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('succeed')
    .description('complete a callback with a result')
    .argument('<id>', 'id of the callback')
    .option('-r, --result <text>', 'the result, as the function expects it (JSON, usually)');
  withApiOptions(command).action(async (id: string, options: Options) => {
    const { result } = options;
    const { api, printer } = await connect(options, terminal);
    await api.succeedCallback(id, result);
    const lines = [
      `✅ Callback success sent for ID: ${id}`,
      ...(result === undefined ? [] : [`Result: ${result}`]),
    ];
    printer.print({ CallbackId: id, ...(result !== undefined && { Result: result }) }, () =>
      lines.join('\n'),
    );
  });
}
