// A line of a log for people: where it comes from, when, and what it says.

import type { LogEvent } from '@perdure/protocol';
import { isoTime } from './moment.ts';
import type { Palette } from './palette.ts';
import { printable } from './printable.ts';

const STREAM_ID_CHARS = 8;

/** `order/[$LATEST]4c85d2c0 2026-11-24T09:31:07.123Z ERROR reserve (attempt 2): the warehouse is busy` */
export function logLine(event: LogEvent, colours: Palette): string {
  const { FunctionName, Version = '', EnvironmentId = '', Timestamp, Level } = event;
  const source = `${FunctionName}/[${Version}]${EnvironmentId.slice(0, STREAM_ID_CHARS)}`;
  const head = colours.faint(`${source} ${isoTime(Timestamp)}`);
  const level = Level === undefined ? '' : `${levelColour(Level, colours)(Level)} `;
  return `${head} ${level}${operationOf(event)}${messageOf(event)}`;
}

function operationOf({ OperationId, OperationName, Attempt }: LogEvent): string {
  const name = OperationName ?? OperationId;
  if (name === undefined) return '';
  return `${printable(name)}${Attempt === undefined ? '' : ` (attempt ${Attempt})`}: `;
}

/** Line breaks and tabs stay: stack traces are to be read. What else could move the cursor does not. */
const messageOf = ({ Message }: LogEvent): string =>
  Message.split('\n')
    .map((line) => line.split('\t').map(printable).join('\t'))
    .join('\n');

function levelColour(level: string, colours: Palette): (text: string) => string {
  if (level === 'ERROR' || level === 'FATAL' || level === 'CRITICAL') return colours.bad;
  return level === 'WARN' || level === 'WARNING' ? colours.waiting : (text) => text;
}
