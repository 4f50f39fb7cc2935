// `perdure execution list`: the executions of a function.

import { executionStatuses } from '@perdure/protocol';
import { type Command, Option } from 'commander';
import { type ApiOptions, connect, withApiOptions } from '../connection/api-options.ts';
import type { ExecutionSummary } from '../lambda-api.ts';
import { executionTable } from '../output/execution-table.ts';
import { palette } from '../output/palette.ts';
import { collect, type FunctionTarget, functionTarget, positiveInteger } from './argument-values.ts';
import type { CommandContext } from './command-context.ts';

const DEFAULT_LIMIT = 100;

interface Options extends ApiOptions {
  status?: string[];
  name?: string;
  limit: number;
  oldestFirst?: boolean;
}

export function executionListCommand(parent: Command, context: CommandContext): void {
  const command = parent
    .command('list')
    .description('list the executions of a function, newest first')
    .argument('<function>', 'name, name:qualifier, or ARN', functionTarget)
    .addOption(
      new Option(
        '--status <status>',
        `only with this status; repeat for more (${executionStatuses.join(', ')})`,
      ).argParser((text, previous: string[] | undefined) => collect(text.toUpperCase(), previous)),
    )
    .option('--name <name>', 'only with exactly this name')
    .option('--oldest-first', 'turn the order round')
    .option('--limit <number>', 'at most this many', positiveInteger, DEFAULT_LIMIT);
  withApiOptions(command).action((target: FunctionTarget, options: Options) =>
    list(target, options, context),
  );
}

async function list(target: FunctionTarget, options: Options, context: CommandContext): Promise<void> {
  const query = {
    ...target,
    executionName: options.name,
    statuses: options.status ?? [],
    newestFirst: options.oldestFirst !== true,
  };
  const { api, printer } = await connect(options, context.terminal);
  const executions: ExecutionSummary[] = [];
  for await (const execution of api.listExecutions(query)) {
    if (executions.length === options.limit) {
      context.terminal.err(`There are more than ${options.limit}; --limit shows them.\n`);
      break;
    }
    executions.push(execution);
  }
  printer.printList('DurableExecutions', executions, () =>
    executionTable(executions, palette(context.terminal)),
  );
}
