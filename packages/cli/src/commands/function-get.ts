// `perdure function get`: the configuration of a function, or of a version of it.

import type { Command } from 'commander';
import { type ApiOptions, connect, withApiOptions } from '../connection/api-options.ts';
import { unknownFunction } from '../names/unknown-function.ts';
import { functionSummary } from '../output/function-table.ts';
import { type FunctionTarget, functionArgument } from './argument-values.ts';
import type { CommandContext } from './command-context.ts';

export function functionGetCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('get')
    .description('show the configuration of a function')
    .addArgument(functionArgument());
  withApiOptions(command).action(async (target: FunctionTarget, options: ApiOptions) => {
    const { api, printer } = await connect(options, terminal);
    const configuration = await api.findFunction(target.functionName, target.qualifier);
    if (configuration === undefined) throw await unknownFunction(api, target);
    printer.print(configuration, () => functionSummary(configuration));
  });
}
