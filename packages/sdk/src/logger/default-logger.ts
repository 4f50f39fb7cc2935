// The logger that handlers get when they bring none: one JSON object per line, on the process's own streams. It does
// not use the global console, which Lambda replaces by one that would wrap each line a second time.

import type { DurableLogData, DurableLogger, DurableLoggingContext, DurableLogLevel } from '../api/logger.ts';
import { verbose } from './verbose.ts';

const severities: Record<DurableLogLevel, number> = { DEBUG: 2, INFO: 3, WARN: 4, ERROR: 5 };

/** What plugins add to each line. */
export type EnrichLogContext = () => Record<string, string | number | boolean> | undefined;

type LogMethod = (...params: unknown[]) => void;

const silent: LogMethod = () => undefined;

export class DefaultLogger implements DurableLogger {
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
  readonly #enrich: EnrichLogContext | undefined;
  #context: DurableLoggingContext | undefined;

  /** The threshold is read from AWS_LAMBDA_LOG_LEVEL here, so that a new invocation sees a new value. */
  constructor(enrich?: EnrichLogContext) {
    this.#enrich = enrich;
    const threshold = thresholdOf(process.env.AWS_LAMBDA_LOG_LEVEL);
    const method = (level: DurableLogLevel): LogMethod =>
      severities[level] < threshold ? silent : (...params) => this.#write(level, params);
    this.debug = method('DEBUG');
    this.info = method('INFO');
    this.warn = method('WARN');
    this.error = method('ERROR');
  }

  log(level: `${DurableLogLevel}`, ...params: unknown[]): void {
    if (level === 'DEBUG') this.debug(...params);
    else if (level === 'WARN') this.warn(...params);
    else if (level === 'ERROR') this.error(...params);
    else this.info(...params);
  }

  configureDurableLoggingContext(context: DurableLoggingContext): void {
    this.#context = context;
  }

  #write(level: DurableLogLevel, params: unknown[]): void {
    if (this.#context === undefined)
      throw new Error('The logger is used before it belongs to an invocation.');
    const line = `${formatLine(level, this.#context.getDurableLogData(), this.#enrich?.(), params)}\n`;
    (severities[level] >= severities.WARN ? process.stderr : process.stdout).write(line);
  }
}

function thresholdOf(name: string | undefined): number {
  const level = Object.entries(severities).find(([known]) => known === name?.toUpperCase());
  return level === undefined ? severities.DEBUG : level[1];
}

function formatLine(
  level: DurableLogLevel,
  data: DurableLogData,
  enriched: ReturnType<EnrichLogContext>,
  params: unknown[],
): string {
  const { requestId, executionArn, ...place } = data;
  const line = { requestId, timestamp: new Date().toISOString(), level, executionArn, ...place, ...enriched };
  const text = (message: unknown): string =>
    process
      .getBuiltinModule('node:util')
      .formatWithOptions(
        { breakLength: Number.POSITIVE_INFINITY },
        ...(params.length === 0 ? [message] : params),
      );
  if (params.length > 1) return JSON.stringify({ ...line, message: text(''), ...errorMembers(params) });
  const message = params.length === 0 ? '' : params[0];
  try {
    return JSON.stringify({ ...line, message }, expandErrors);
  } catch (error) {
    verbose('a log message has no JSON form', { error: String(error) });
    return JSON.stringify({ ...line, message: text(message) });
  }
}

const expandErrors = (_key: string, value: unknown): unknown =>
  value instanceof Error ? { ...describeError(value), ...value } : value;

const describeError = (error: Error): Record<string, unknown> => ({
  errorType: error.constructor.name,
  errorMessage: error.message,
  stackTrace: typeof error.stack === 'string' ? error.stack.split('\n') : [],
});

function errorMembers(params: unknown[]): Record<string, unknown> {
  const error = params.find((param) => param instanceof Error);
  return error === undefined ? {} : describeError(error);
}
