// `perdure undeploy`: removes a stack with all that belongs to it.

import type { Command } from 'commander';
import { type ApiOptions, connect, withApiOptions } from '../connection/api-options.ts';
import { findSource } from '../dev/find-source.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { meantText } from '../names/nearest-name.ts';
import { palette } from '../output/palette.ts';
import type { CommandContext } from './command-context.ts';
import { confirm } from './confirm.ts';

interface Options extends ApiOptions {
  stackName?: string;
  configEnv?: string;
  yes?: boolean;
}

export function undeployCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('undeploy')
    .description('remove a stack: its functions, routes, rules, schedules and tables')
    .argument('[template]', 'the template that it came from; default: that of this folder')
    .option('--stack-name <name>', 'the stack, when it has not the name of the template')
    .option('--config-env <name>', 'which part of samconfig.toml counts (default: default)')
    .option('--yes', 'do not ask');
  withApiOptions(command).action((template: string | undefined, options: Options) =>
    undeploy(template, options, context),
  );
}

async function undeploy(
  template: string | undefined,
  options: Options,
  context: CommandContext,
): Promise<void> {
  const { terminal } = context;
  // Loaded here, and below, so that the other commands start without what reads templates.
  const [{ ControlPlane }, { removalOf, removeStack }] = await Promise.all([
    import('../stack/control-plane.ts'),
    import('../stack/remove-stack.ts'),
  ]);
  const { api, printer } = await connect(options, terminal);
  const control = new ControlPlane(api.transport);
  const stackName = options.stackName ?? (await nameFrom(template, options));
  const stack = await control.findStack(stackName);
  if (stack === undefined) {
    const names = (await Array.fromAsync(control.stacks())).map(({ StackName }) => StackName);
    throw new CommandFailure(`There is no stack ${stackName}.${meantText(stackName, names)}`);
  }
  const removal = await removalOf(stack, api);
  if (!options.yes) await confirm(terminal, `This removes the stack ${stackName}: ${removal.summary}.`);
  const colours = palette(terminal);
  const left = await removeStack(removal, control, (done) => terminal.err(`${colours.good('✔')} ${done}\n`));
  for (const line of left) terminal.err(`${colours.bad('✘')} could not be removed: ${line}\n`);
  if (left.length > 0) context.end(exitCodes.failed);
  printer.print({ StackName: stackName, Left: left }, () =>
    left.length === 0 ? `Removed the stack ${stackName}.` : '',
  );
}

async function nameFrom(template: string | undefined, options: Options): Promise<string> {
  const source = findSource(template);
  if (source.kind === 'template') {
    const { stackNameFor } = await import('../stack/load-stack.ts');
    return stackNameFor({ file: source.file, configEnvironment: options.configEnv });
  }
  throw new CommandFailure(
    `${source.file} is no template. A function that was deployed alone goes with \`perdure function delete\`.`,
    exitCodes.usage,
  );
}
