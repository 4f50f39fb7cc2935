// `perdure callback heartbeat`: tells that the work behind a callback goes on.

import type { Command } from 'commander';
import { type ApiOptions, apiOf, type CommandContext, print, withApiOptions } from './command-context.ts';

export function callbackHeartbeatCommand(parent: Command, context: CommandContext): void {
  const command = parent
    .command('heartbeat')
    .description('start the heartbeat timeout of a callback anew')
    .argument('<id>', 'id of the callback');
  withApiOptions(command).action(async (id: string, options: ApiOptions) => {
    await apiOf(options).heartbeatCallback(id);
    print(context, options, { CallbackId: id }, () => `💓 Callback heartbeat sent for ID: ${id}`);
  });
}
