// `perdure function versions` and `aliases`: what can be invoked of a function.

import type { Command } from 'commander';
import { type ApiOptions, connect, withApiOptions } from '../connection/api-options.ts';
import { aliasTable, versionTable } from '../output/function-table.ts';
import { type FunctionTarget, functionArgument } from './argument-values.ts';
import type { CommandContext } from './command-context.ts';

export function functionVersionsCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('versions')
    .description('list the published versions of a function')
    .addArgument(functionArgument());
  withApiOptions(command).action(async ({ functionName }: FunctionTarget, options: ApiOptions) => {
    const { api, printer } = await connect(options, terminal);
    const versions = await Array.fromAsync(api.listVersions(functionName));
    printer.printList('Versions', versions, () => versionTable(versions));
  });
}

export function functionAliasesCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('aliases')
    .description('list the aliases of a function')
    .addArgument(functionArgument());
  withApiOptions(command).action(async ({ functionName }: FunctionTarget, options: ApiOptions) => {
    const { api, printer } = await connect(options, terminal);
    const aliases = await Array.fromAsync(api.listAliases(functionName));
    printer.printList('Aliases', aliases, () => aliasTable(aliases));
  });
}
