// `perdure callback heartbeat`: tells that the work behind a callback goes on.

import type { Command } from 'commander';
import { type ApiOptions, connect, withApiOptions } from '../connection/api-options.ts';
import type { CommandContext } from './command-context.ts';

export function callbackHeartbeatCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('heartbeat')
    .description('start the heartbeat timeout of a callback anew')
    .argument('<id>', 'id of the callback');
  withApiOptions(command).action(async (id: string, options: ApiOptions) => {
    const { api, printer } = await connect(options, terminal);
    await api.heartbeatCallback(id);
    printer.print({ CallbackId: id }, () => `💓 Callback heartbeat sent for ID: ${id}`);
  });
}
