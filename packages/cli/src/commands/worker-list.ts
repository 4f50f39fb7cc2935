// `perdure worker list`: the workers that are connected to a server.

import type { Command } from 'commander';
import { type ApiOptions, connect, withApiOptions } from '../connection/api-options.ts';
import { workerTable } from '../output/worker-table.ts';
import { listWorkers } from '../worker/workers-api.ts';
import type { CommandContext } from './command-context.ts';

export function workerListCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent.command('list').description('list the workers that are connected');
  withApiOptions(command).action(async (options: ApiOptions) => {
    const { api, printer } = await connect(options, terminal);
    const workers = await listWorkers(api.transport);
    printer.printList('Workers', workers, () => workerTable(workers));
  });
}
