// What happens on the server while somebody develops: what functions print, and how executions begin and end.

import type { EpochSeconds, ExecutionStatus } from '@perdure/protocol';
import type { ApiTransport } from '../connection/api-transport.ts';
import { followStream } from '../connection/follow-stream.ts';
import { followLogs } from '../logs/logs-api.ts';
import { formatDuration } from '../output/duration.ts';
import { logLine } from '../output/log-line.ts';
import { clockTime } from '../output/moment.ts';
import { type Palette, palette } from '../output/palette.ts';
import type { Terminal } from '../terminal.ts';

/** As in `GET /perdure/executions`. */
interface ExecutionLine {
  DurableExecutionName: string;
  FunctionName: string;
  Status: ExecutionStatus;
  StartTimestamp: EpochSeconds;
  EndTimestamp?: EpochSeconds;
}

/** Writes until the signal fires. Fails when the server refuses. */
export async function showLiveOutput(
  transport: ApiTransport,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const colours = palette(terminal);
  await Promise.all([
    showLogs(transport, terminal, colours, signal),
    showExecutions(transport, terminal, colours, signal),
  ]);
}

async function showLogs(
  transport: ApiTransport,
  { out }: Terminal,
  colours: Palette,
  signal: AbortSignal,
): Promise<void> {
  for await (const event of followLogs(transport, {}, signal)) {
    if (event.Stream !== 'platform') out(`${logLine(event, colours)}\n`);
  }
}

async function showExecutions(
  transport: ApiTransport,
  { out }: Terminal,
  colours: Palette,
  signal: AbortSignal,
): Promise<void> {
  for await (const { event, data } of followStream(
    transport,
    { path: '/perdure/events', query: {} },
    signal,
  )) {
    if (event === 'execution') out(`${executionLine(JSON.parse(data), colours)}\n`);
  }
}

/** `14:03:27.412 ✔ order/A-17 succeeded after 5.55 s` */
export function executionLine(execution: ExecutionLine, colours: Palette): string {
  const { FunctionName, DurableExecutionName, Status, StartTimestamp, EndTimestamp } = execution;
  const name = `${FunctionName}/${DurableExecutionName}`;
  if (EndTimestamp === undefined) return `${colours.faint(clockTime(StartTimestamp))} ▶ ${name} started`;
  const hasSucceeded = Status === 'SUCCEEDED';
  const mark = hasSucceeded ? colours.good('✔') : colours.bad('✖');
  const what = Status.toLowerCase().replace('_', ' ');
  const time = colours.faint(clockTime(EndTimestamp));
  return `${time} ${mark} ${name} ${what} after ${formatDuration(EndTimestamp - StartTimestamp)}`;
}
