// `perdure logs`: what functions printed, and with --follow what they print.

import type { LogEvent } from '@perdure/protocol';
import { type Command, Option } from 'commander';
import { type ApiOptions, type Connection, connect, withApiOptions } from '../connection/api-options.ts';
import type { Query } from '../connection/api-transport.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { followLogs, listLogs } from '../logs/logs-api.ts';
import { findExecution } from '../names/find-execution.ts';
import { unknownFunction } from '../names/unknown-function.ts';
import { logLine } from '../output/log-line.ts';
import { palette } from '../output/palette.ts';
import { wireJsonLine } from '../output/wire-json.ts';
import { type FunctionTarget, functionTarget } from './argument-values.ts';
import type { CommandContext } from './command-context.ts';
import { pointInTime } from './point-in-time.ts';

interface Options extends ApiOptions {
  follow?: boolean;
  execution?: string;
  operation?: string;
  request?: string;
  filter?: string;
  startTime?: string;
  endTime?: string;
}

const START_TIME_DEFAULT = '10m';

export function logsCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('logs')
    .description('show what functions printed')
    .argument('[function]', 'name or ARN; without one, of all functions', functionTarget)
    .option('-t, --follow', 'go on with what is printed from now on, until Ctrl-C')
    .addOption(new Option('--tail', 'the same as --follow').implies({ follow: true }).hideHelp())
    .option('--execution <execution>', 'only of this execution: its ARN, its name, or function/name')
    .option('--operation <id>', 'only of this operation')
    .option('--request <id>', 'only of this invocation')
    .option('--filter <text>', 'only lines with this text in them')
    .option(
      '-s, --start-time <time>',
      `from then on, such as 10m, "2h ago" or 2026-11-24T09:31 (default: ${START_TIME_DEFAULT}; with --execution, its start)`,
      (text) => pointInTime(text),
    )
    .option('-e, --end-time <time>', 'until then', (text) => pointInTime(text));
  withApiOptions(command).action((target: FunctionTarget | undefined, options: Options) =>
    logs(target, options, context),
  );
}

async function logs(
  target: FunctionTarget | undefined,
  options: Options,
  { terminal }: CommandContext,
): Promise<void> {
  if (options.follow && options.endTime !== undefined)
    throw new CommandFailure('Give either --follow or --end-time, not both.', exitCodes.usage);
  const connection = await connect(options, terminal);
  const { api, printer } = connection;
  const query = await queryOf(target, options, connection);
  if (!options.follow && printer.format === 'json') {
    const events = await Array.fromAsync(listLogs(api.transport, query));
    printer.printList('Events', events, () => '');
    return;
  }
  const colours = palette(terminal);
  const ending = new AbortController();
  if (options.follow) void terminal.interrupted().then(() => ending.abort());
  const events = options.follow
    ? followLogs(api.transport, query, ending.signal)
    : listLogs(api.transport, query);
  const text = (event: LogEvent): string =>
    printer.format === 'table' ? logLine(event, colours) : wireJsonLine(event);
  let isEmpty = true;
  for await (const event of events) {
    isEmpty = false;
    terminal.out(`${text(event)}\n`);
  }
  if (!isEmpty || options.follow) return;
  // What a deleted function printed is kept, so that it need not exist where lines are found.
  if (target !== undefined && (await api.findFunction(target.functionName)) === undefined)
    throw await unknownFunction(api, target);
  terminal.err(nothingFound);
}

const nothingFound =
  'Nothing was printed in that time. --start-time looks further back; --follow waits for what comes.\n';

async function queryOf(
  target: FunctionTarget | undefined,
  options: Options,
  { api }: Connection,
): Promise<Query> {
  const { execution, operation, request, filter, startTime, endTime, follow } = options;
  const isWide = execution === undefined && request === undefined && !follow;
  return {
    FunctionName: target?.functionName,
    DurableExecutionArn: execution === undefined ? undefined : await findExecution(api, execution),
    OperationId: operation,
    RequestId: request,
    Text: filter,
    Since: startTime ?? (isWide ? pointInTime(START_TIME_DEFAULT) : undefined),
    Until: endTime,
  };
}
