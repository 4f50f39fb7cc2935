// An entry of a log, as the API gives it.

import { toEpochSeconds } from '@perdure/protocol';
import type { LogEntry } from '../../logs/log-entry.ts';

/** `Line` is there when the line as it was printed holds more than `Message`. */
export const logEvent = (entry: LogEntry) => ({
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
