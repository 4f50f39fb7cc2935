// `perdure function list`: what is deployed.

import type { Command } from 'commander';
import { type ApiOptions, connect, withApiOptions } from '../connection/api-options.ts';
import { functionTable } from '../output/function-table.ts';
import type { CommandContext } from './command-context.ts';

export function functionListCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent.command('list').description('list the functions');
  withApiOptions(command).action(async (options: ApiOptions) => {
    const { api, printer } = await connect(options, terminal);
    const functions = await Array.fromAsync(api.listFunctions());
    printer.printList('Functions', functions, () => functionTable(functions));
  });
}
