// `perdure callback fail`: gives an open callback an error.

import type { Command } from 'commander';
import { type ApiOptions, connect, withApiOptions } from '../connection/api-options.ts';
import type { CommandContext } from './command-context.ts';
import { type ErrorOptions, errorLines, errorOf, withErrorOptions } from './error-options.ts';

export function callbackFailCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('fail')
    .description('complete a callback with an error')
    .argument('<id>', 'id of the callback');
  withApiOptions(withErrorOptions(command)).action(async (id: string, options: ApiOptions & ErrorOptions) => {
    const error = errorOf(options);
    const { api, printer } = await connect(options, terminal);
    await api.failCallback(id, error);
    printer.print({ CallbackId: id, Error: error }, () =>
      [`❌ Callback failure sent for ID: ${id}`, ...errorLines(error)].join('\n'),
    );
  });
}
