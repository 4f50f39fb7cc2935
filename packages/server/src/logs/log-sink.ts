// The port through which the output of functions leaves the environments.

import type { LogEvent, Millis } from '@perdure/protocol';

export type LogStream = LogEvent['Stream'];

/** One line that a function printed. */
export interface LogLine {
  at: Millis;
  functionName: string;
  version: string;
  environmentId: string;
  /** The invocation that printed it; absent when it was printed between invocations, or the invocation is not known. */
  requestId?: string;
  executionArn?: string;
  stream: LogStream;
  /** Without its line end. May hold line breaks where the runtime marked them as belonging together. */
  line: string;
}

export interface LogSink {
  /** Takes the line at once and never throws; what cannot be kept is dropped. */
  write(line: LogLine): void;
  /** Resolves when everything taken so far is kept. */
  close(): Promise<void>;
}

/** For servers that keep no output. */
export const silentLogSink: LogSink = { write: () => {}, close: async () => {} };
