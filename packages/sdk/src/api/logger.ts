// Logging as handlers see it.

/** Where a log line was written. */
export interface DurableLogData {
  requestId: string;
  executionArn: string;
  tenantId?: string;
  /** Wire id of the operation whose code runs; absent in the handler's own code. */
  operationId?: string;
  operationName?: string;
  /** 1-based; only inside step and condition bodies. */
  attempt?: number;
  [key: string]: unknown;
}

export const DurableLogLevel = { INFO: 'INFO', WARN: 'WARN', ERROR: 'ERROR', DEBUG: 'DEBUG' } as const;
export type DurableLogLevel = (typeof DurableLogLevel)[keyof typeof DurableLogLevel];

export interface DurableLoggingContext {
  /** Current at the time of the call: a logger asks for it per line. */
  getDurableLogData: () => DurableLogData;
}

/** What a logger must offer to be used by a durable context. */
export interface DurableLogger {
  // biome-ignore-start lint/suspicious/noExplicitAny: loggers of every signature are accepted, `unknown[]` would refuse narrower ones.
  log?(level: `${DurableLogLevel}`, ...params: any): void;
  error(...params: any): void;
  warn(...params: any): void;
  info(...params: any): void;
  debug(...params: any): void;
  // biome-ignore-end lint/suspicious/noExplicitAny: see above.
  configureDurableLoggingContext?(durableLoggingContext: DurableLoggingContext): void;
}

export type DurableContextLogger<Logger extends DurableLogger> = Pick<
  Logger,
  'log' | 'warn' | 'info' | 'error' | 'debug'
>;

export interface LoggerConfig<Logger extends DurableLogger> {
  /** Replaces the logger of this context and of children created afterwards. */
  customLogger?: Logger;
  /** Whether lines are held back while recorded work is replayed. Default: true. */
  modeAware?: boolean;
}

/** What the code of an operation is given. */
export interface OperationContext<Logger extends DurableLogger> {
  logger: DurableContextLogger<Logger>;
}
