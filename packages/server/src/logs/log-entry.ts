// What a kept line says, read from the forms in which runtimes and loggers write: the JSON lines of durable SDKs, of
// Lambda's JSON log format and of Powertools, and the text lines of the Node.js and Python runtimes. Lines are kept as they
// were printed and read only when somebody asks for them, so that printing costs nothing.

import type { Millis } from '@perdure/protocol';
import type { StoredLogLine } from './file-log-sink.ts';
import type { LogStream } from './log-sink.ts';

export interface LogEntry {
  /** When the server got the line. */
  readonly at: Millis;
  readonly functionName: string;
  readonly version?: string;
  readonly environmentId?: string;
  readonly requestId?: string;
  readonly executionArn?: string;
  readonly operationId?: string;
  readonly operationName?: string;
  readonly attempt?: number;
  /** In capitals, such as INFO or WARN; absent when the line does not say. */
  readonly level?: string;
  readonly stream: LogStream;
  /** What the line says, without what the members above hold already. */
  readonly message: string;
  /** The line as it was printed. */
  readonly line: string;
}

type Said = Partial<Omit<LogEntry, 'at' | 'functionName' | 'stream' | 'line'>>;

/** The entry of one line of a segment; undefined when the line is torn or is none of ours. */
export function readLogEntry(text: string): LogEntry | undefined {
  const stored = parseObject(text);
  if (stored === undefined || typeof stored.at !== 'number') return undefined;
  return describe(stored as unknown as StoredLogLine);
}

function describe(stored: StoredLogLine): LogEntry {
  if ('dropped' in stored) {
    const { at, functionName, dropped } = stored;
    const message = `${dropped} lines are missing here: they came faster than the disk took them, or the disk was full.`;
    return { at, functionName, level: 'WARN', stream: 'platform', message, line: message };
  }
  const { at, functionName, version, environmentId, requestId, executionArn, stream, line } = stored;
  const said = sayingOf(line);
  return {
    at,
    functionName,
    version,
    environmentId,
    ...(requestId === undefined ? {} : { requestId }),
    ...(executionArn === undefined ? {} : { executionArn }),
    stream,
    message: line,
    ...said,
    line,
  };
}

function sayingOf(line: string): Said {
  return line.startsWith('{') ? fromJson(line) : fromText(line);
}

/** `2026-11-24T09:31:07.000Z <tab> request <tab> INFO <tab> message`: the console of Node.js. */
const nodeLine = /^\d{4}-\d\d-\d\dT[\d:.]+Z\t([^\t]*)\t([A-Z]+)\t/;
/** `[INFO] <tab> 2026-11-24T09:31:07.000Z <tab> request <tab> message`: the logging module of Python. */
const pythonLine = /^\[([A-Z]+)\]\t\d{4}-\d\d-\d\dT[\d:.]+Z\t([^\t]*)\t/;
const requestIdPattern = /^[0-9a-f-]{36}$/;

function fromText(line: string): Said {
  const node = nodeLine.exec(line);
  if (node !== null) return saidInText(line, node[0], node[2], node[1]);
  const python = pythonLine.exec(line);
  return python === null ? {} : saidInText(line, python[0], python[1], python[2]);
}

function saidInText(line: string, head: string, level = '', requestId = ''): Said {
  return {
    level,
    message: line.slice(head.length),
    ...(requestIdPattern.test(requestId) ? { requestId } : {}),
  };
}

/** By the names that loggers give them, in the order of trust. */
const members = {
  requestId: ['requestId', 'AWSRequestId', 'aws_request_id', 'function_request_id'],
  executionArn: ['executionArn', 'durableExecutionArn', 'DurableExecutionArn'],
  operationId: ['operationId'],
  operationName: ['operationName'],
} as const;

function fromJson(line: string): Said {
  const object = parseObject(line);
  if (object === undefined) return {};
  const said: { -readonly [Name in keyof Said]: Said[Name] } = {};
  for (const name of ['requestId', 'executionArn', 'operationId', 'operationName'] as const) {
    const value = members[name].map((alias) => object[alias]).find((found) => typeof found === 'string');
    if (typeof value === 'string' && value !== '') said[name] = value;
  }
  const { attempt, level, message } = object;
  if (typeof attempt === 'number') said.attempt = attempt;
  if (typeof level === 'string' && level !== '') said.level = level.toUpperCase();
  if (message !== undefined) said.message = typeof message === 'string' ? message : JSON.stringify(message);
  return said;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
