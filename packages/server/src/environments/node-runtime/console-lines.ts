// Makes `console` write lines as Lambda does: time, request id, level, message; or JSON where the function asks for it. What
// is written to `process.stdout` directly, such as the JSON lines of an SDK's logger, is left as it is.

import { formatWithOptions } from 'node:util';

const methods = {
  trace: 'TRACE',
  debug: 'DEBUG',
  log: 'INFO',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
} as const;
type Level = (typeof methods)[keyof typeof methods] | 'FATAL';

const severities: readonly string[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] satisfies Level[];

/** @param currentRequestId the request id of the invocation that calls, if one does */
export function installConsole(currentRequestId: () => string | undefined, env = process.env): void {
  const lineOf = env.AWS_LAMBDA_LOG_FORMAT === 'JSON' ? jsonLine : textLine;
  // A level that is not known lets everything through.
  const threshold = severities.indexOf(env.AWS_LAMBDA_LOG_LEVEL?.toUpperCase() ?? '');
  for (const [method, level] of Object.entries(methods)) {
    const isWritten = severities.indexOf(level) >= threshold;
    const write = (...values: unknown[]): void => {
      const stack = method === 'trace' ? stackHere(write) : '';
      process.stdout.write(`${lineOf(level, currentRequestId(), values, stack)}\n`);
    };
    const value = isWritten ? write : () => {};
    Object.defineProperty(console, method, { value, writable: true, configurable: true });
  }
}

function textLine(level: Level, requestId: string | undefined, values: unknown[], stack: string): string {
  // A message of several lines stays one: the server turns the carriage returns back.
  const message = (formatWithOptions({}, ...values) + stack).replaceAll('\n', '\r');
  return `${new Date().toISOString()}\t${requestId ?? 'undefined'}\t${level}\t${message}`;
}

function jsonLine(level: Level, requestId: string | undefined, values: unknown[], stack: string): string {
  const head = {
    timestamp: new Date().toISOString(),
    level,
    ...(requestId === undefined ? {} : { requestId }),
  };
  const [only] = values;
  if (values.length === 1 && typeof only === 'object' && stack === '') {
    try {
      return JSON.stringify({ ...head, message: only }, errorsExpanded);
    } catch {
      // It has no JSON form; text it has.
    }
  }
  const error = values.find((value) => value instanceof Error);
  return JSON.stringify({
    ...head,
    message: formatWithOptions({}, ...values) + stack,
    ...(error === undefined ? {} : errorMembers(error)),
  });
}

const errorsExpanded = (_name: string, value: unknown): unknown =>
  value instanceof Error ? errorMembers(value) : value;

const errorMembers = (error: Error): Record<string, unknown> => ({
  errorType: error.name,
  errorMessage: error.message,
  stackTrace: error.stack?.split('\n') ?? [],
});

function stackHere(caller: (...values: unknown[]) => void): string {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, caller);
  return `\n${(holder.stack ?? '').split('\n').slice(1).join('\n')}`;
}
