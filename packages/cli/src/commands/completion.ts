// `perdure completion`: the script for a shell. `perdure complete`: what that script asks.

import { Argument, type Command } from 'commander';
import { candidates, type KnownNames } from '../completion/candidates.ts';
import { type Shell, scripts, shells } from '../completion/scripts.ts';
import { connect } from '../connection/api-options.ts';
import type { LambdaApi } from '../lambda-api.ts';
import type { CommandContext } from './command-context.ts';

/** Nobody waits longer for a list after pressing Tab. */
const NAMES_MILLIS_MAX = 1000;
const EXECUTIONS_OFFERED_MAX = 50;

const usage = `
To have it in every session:
  bash  echo 'eval "$(perdure completion bash)"' >> ~/.bashrc
  zsh   echo 'eval "$(perdure completion zsh)"' >> ~/.zshrc      (after compinit)
  fish  perdure completion fish > ~/.config/fish/completions/perdure.fish
`;

export function completionCommand(program: Command, context: CommandContext): void {
  program
    .command('completion')
    .description('print the script that completes commands, options and names in a shell')
    .addArgument(new Argument('<shell>').choices(shells))
    .addHelpText('after', usage)
    .action((shell: Shell) => context.terminal.out(scripts[shell]));
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action((words: string[]) => complete(program, words, context));
}

async function complete(program: Command, words: string[], { terminal }: CommandContext): Promise<void> {
  const { api } = await connect({}, terminal);
  const found = await candidates(program, words, namesOn(api));
  for (const candidate of found) terminal.out(`${candidate}\n`);
}

function namesOn(api: LambdaApi): KnownNames {
  return {
    functions: () => inTime(Array.fromAsync(api.listFunctions(), ({ FunctionName }) => FunctionName)),
    executions: () => inTime(recentExecutions(api)),
  };
}

async function recentExecutions(api: LambdaApi): Promise<string[]> {
  const functions = await Array.fromAsync(api.listFunctions());
  const names: string[] = [];
  for (const { FunctionName: functionName, DurableConfig } of functions) {
    if (DurableConfig === undefined) continue;
    for await (const execution of api.listExecutions({ functionName, newestFirst: true })) {
      if (names.push(execution.DurableExecutionName) >= EXECUTIONS_OFFERED_MAX) return names;
    }
  }
  return names;
}

/** Without a server, or with a slow one, there is nothing to offer. */
async function inTime(names: Promise<string[]>): Promise<string[]> {
  const { promise: late, resolve } = Promise.withResolvers<string[]>();
  const timer = setTimeout(() => resolve([]), NAMES_MILLIS_MAX);
  try {
    return await Promise.race([names.catch(() => []), late]);
  } finally {
    clearTimeout(timer);
  }
}
