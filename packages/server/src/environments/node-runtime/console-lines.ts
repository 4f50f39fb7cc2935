// Makes `console` write lines as Lambda does: time, request id, level, message. What is written to `process.stdout`
// directly, such as the JSON lines of an SDK's logger, is left as it is.

import { formatWithOptions } from 'node:util';

const levels = {
  trace: 'TRACE',
  debug: 'DEBUG',
  log: 'INFO',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
} as const;

/** @param currentRequestId the request id of the invocation that calls, if one does */
export function installConsole(currentRequestId: () => string | undefined): void {
  for (const [method, level] of Object.entries(levels)) {
    const write = (...values: unknown[]): void => {
      const message = formatWithOptions({}, ...values);
      const stack = method === 'trace' ? traceHere(write) : '';
      writeLine(currentRequestId(), level, message + stack);
    };
    Object.defineProperty(console, method, { value: write, writable: true, configurable: true });
  }
}

function writeLine(requestId: string | undefined, level: string, message: string): void {
  // A message of several lines stays one: the server turns the carriage returns back.
  const line = message.replaceAll('\n', '\r');
  process.stdout.write(`${new Date().toISOString()}\t${requestId ?? 'undefined'}\t${level}\t${line}\n`);
}

function traceHere(caller: (...values: unknown[]) => void): string {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, caller);
  return `\n${(holder.stack ?? '').split('\n').slice(1).join('\n')}`;
}
