// `perdure test run`: one execution of a handler's file, on this machine, without a server. Waits take no time.

import type { HistoryEvent } from '@perdure/protocol';
import { type Command, Option } from 'commander';
import { CommandFailure, exitCodes } from '../failure.ts';
import type { LocalRunAnswer } from '../local-run/local-run-message.ts';
import { failureText } from '../output/execution-summary.ts';
import { historyTable } from '../output/history-table.ts';
import { operationsTable } from '../output/operations-table.ts';
import { type Palette, palette } from '../output/palette.ts';
import { type Format, formats, Printer } from '../output/printer.ts';
import { collectVariable, readPayload } from './argument-values.ts';
import type { CommandContext } from './command-context.ts';

interface Options {
  handler: string;
  event?: string;
  payload?: string;
  answer?: Record<string, string>;
  realTime?: boolean;
  showHistory?: boolean;
  verbose?: boolean;
  format: Format;
}

const examples = `
Examples:
  $ npx perdure test run order.ts --event order.json
  $ npx perdure test run order.ts --payload '{"qty":2}' --answer charge='{"status":"PAID"}' --show-history
`;

export function testRunCommand(parent: Command, context: CommandContext): void {
  parent
    .command('run')
    .description('run a durable function once, here, and show its operations; waits take no time')
    .argument('<file>', 'the file with the handler')
    .option('--handler <export>', 'name of the export that is the handler', 'handler')
    .option('-e, --event <file>', 'read the payload from a file; - reads standard input')
    .option('--payload <json>', 'the payload itself')
    .option('--answer <name=text>', 'answers callbacks of this name; repeat for more', collectVariable)
    .option('--real-time', 'let waits and delays take their time')
    .option('--show-history', 'show every event as well')
    .option('-v, --verbose', 'let the SDK say what it does, and show stacks of errors')
    .addOption(new Option('--format <format>', 'how to print').choices(formats).default('table'))
    .addHelpText('after', examples)
    .action((file: string, options: Options) => testRun(file, options, context));
}

async function testRun(file: string, options: Options, { terminal, end }: CommandContext): Promise<void> {
  const { handler, answer = {}, realTime = false, showHistory = false, verbose = false } = options;
  const payload = await readPayload(terminal, options);
  // Loaded here so that the other commands start without the bundler.
  const { runLocally } = await import('../local-run/run-locally.ts');
  const answered = await runLocally(
    { file, handlerExport: handler, payload, answers: answer, realTime, verbose },
    terminal,
  );
  if (answered.kind === 'obstacle') throw failureOf(file, answered, verbose);
  const { status, result, error, operations, events } = answered;
  const document = {
    Status: status,
    ...(result === undefined ? {} : { Result: JSON.parse(result) }),
    ...(error === undefined ? {} : { Error: error }),
    Operations: operations,
    ...(showHistory ? { Events: events } : {}),
  };
  const colours = palette(terminal);
  new Printer(terminal, options.format).print(document, () =>
    reportText(answered, showHistory ? terminal.columns : undefined, showHistory, colours),
  );
  if (status !== 'SUCCEEDED') end(status === 'TIMED_OUT' ? exitCodes.timedOut : exitCodes.failed);
}

type Ended = Extract<LocalRunAnswer, { kind: 'ended' }>;

function reportText(
  ended: Ended,
  columns: number | undefined,
  showHistory: boolean,
  colours: Palette,
): string {
  const { status, result, error, operations } = ended;
  const events = ended.events as HistoryEvent[];
  const lines = [operationsTable(operations, events[0]?.EventTimestamp ?? 0, colours), ''];
  if (showHistory) lines.push('History Events:', historyTable(events, colours, columns).text, '');
  lines.push(`Execution Status: ${(status === 'SUCCEEDED' ? colours.good : colours.bad)(status)}`);
  if (error !== undefined) lines.push(`Error: ${failureText(error)}`);
  if (result !== undefined) lines.push('Result:', JSON.stringify(JSON.parse(result), null, 2));
  return lines.join('\n');
}

function failureOf(
  file: string,
  { reason, stack, isStuck }: Extract<LocalRunAnswer, { kind: 'obstacle' }>,
  verbose: boolean,
): CommandFailure {
  const how = isStuck ? '\nHere an answer is given with --answer <name>=<text>.' : '';
  return new CommandFailure(`${file} did not run to an end: ${verbose && stack ? stack : reason}${how}`);
}
