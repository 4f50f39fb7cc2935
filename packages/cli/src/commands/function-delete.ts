// `perdure function delete`: removes a function, or one version of it.

import type { Command } from 'commander';
import { type ApiOptions, connect, withApiOptions } from '../connection/api-options.ts';
import { unknownFunction } from '../names/unknown-function.ts';
import { type FunctionTarget, functionArgument } from './argument-values.ts';
import type { CommandContext } from './command-context.ts';

export function functionDeleteCommand(parent: Command, { terminal }: CommandContext): void {
  const command = parent
    .command('delete')
    .description('delete a function, or with a qualifier one version; open executions of it are stopped')
    .addArgument(functionArgument());
  withApiOptions(command).action(async (target: FunctionTarget, options: ApiOptions) => {
    const { api, printer } = await connect(options, terminal);
    const configuration = await api.findFunction(target.functionName, target.qualifier);
    if (configuration === undefined) throw await unknownFunction(api, target);
    await api.deleteFunction(target.functionName, target.qualifier);
    const version = target.qualifier === undefined ? '' : `, version ${target.qualifier}`;
    printer.print(
      { FunctionName: configuration.FunctionName },
      () => `Deleted ${configuration.FunctionName}${version}`,
    );
  });
}
