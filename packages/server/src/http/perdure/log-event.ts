// An entry of a log, as the API gives it.

import { type LogEvent, toEpochSeconds } from '@perdure/protocol';
import type { LogEntry } from '../../logs/log-entry.ts';

/** JSON leaves out what is undefined. */
type Sparse<Members> = { [Member in keyof Members]: Members[Member] | undefined };

export const logEvent = (entry: LogEntry): Sparse<LogEvent> => ({
  Timestamp: toEpochSeconds(entry.at),
  FunctionName: entry.functionName,
  Version: entry.version,
  EnvironmentId: entry.environmentId,
  RequestId: entry.requestId,
  DurableExecutionArn: entry.executionArn,
  OperationId: entry.operationId,
  OperationName: entry.operationName,
  Attempt: entry.attempt,
  Level: entry.level,
  Stream: entry.stream,
  Message: entry.message,
  ...(entry.message === entry.line ? {} : { Line: entry.line }),
});
