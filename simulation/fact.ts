// What can be seen of a run from outside the server: what its disk keeps, what it answers, and what it asks of functions.
// The checkers judge facts and nothing else, so they know nothing of how the server works.

import type { Entry } from '@perdure/engine';
import type {
  CheckpointResponse,
  ErrorCode,
  ExecutionId,
  ExecutionStatus,
  HistoryEvent,
  InvocationInput,
  Millis,
  Operation,
  OperationUpdate,
} from '@perdure/protocol';
import type { Head } from '@perdure/store';

/** One write of a handler, as it was sent: with its retries and repetitions it is one write. */
export interface Write {
  /** Names the write in the trace. */
  writeId: string;
  /** The invocation that wrote. */
  requestId: string;
  executionId: ExecutionId;
  token: string;
  clientToken?: string;
  updates: readonly OperationUpdate[];
}

export type Fact =
  /** A journal entry, and perhaps a head, reached the disk. */
  | { kind: 'committed'; executionId: ExecutionId; version: number; entry: Entry; head?: Head; clock: Millis }
  | { kind: 'removed'; executionId: ExecutionId; clock: Millis }
  /** Somebody does not want the execution any more. Asked and removed within one turn, nothing of it is committed. */
  | { kind: 'deletion-asked'; executionId: ExecutionId }
  /** A function was handed an invocation. */
  | { kind: 'invoked'; requestId: string; functionName: string; version: string; input?: InvocationInput }
  /** The server was told how an invocation ended. */
  | { kind: 'invocation-ended'; requestId: string }
  | { kind: 'write-sent'; write: Write }
  | { kind: 'write-acknowledged'; write: Write; response: CheckpointResponse }
  | { kind: 'write-refused'; write: Write; code: ErrorCode; message: string }
  /** All pages of a state, as of a token. */
  | { kind: 'state-shown'; executionId: ExecutionId; token: string; operations: readonly Operation[] }
  | { kind: 'start-acknowledged'; start: NamedStart; arn: string }
  | { kind: 'start-refused'; start: NamedStart; code: ErrorCode }
  | { kind: 'callback-acknowledged'; callbackId: string; answer: CallbackAnswer }
  | { kind: 'stop-acknowledged'; executionId: ExecutionId }
  /** A reader, or a caller who waited, was told how the execution stands. */
  | { kind: 'status-shown'; executionId: ExecutionId; status: ExecutionStatus; result?: string }
  /** All pages of a history. */
  | { kind: 'history-shown'; executionId: ExecutionId; events: readonly HistoryEvent[] }
  /** Somebody outside was told of a change of status. */
  | { kind: 'status-told'; executionArn: string; status: ExecutionStatus; eventId: string }
  | { kind: 'session-started'; sessionId: string }
  | { kind: 'fault-reported'; fault: unknown }
  /** What happened to the world; it explains the rest of the trace. */
  | { kind: 'world'; what: string };

export interface NamedStart {
  functionName: string;
  /** Absent: the server made a name. */
  executionName?: string;
  version: string;
  input: string;
}

export type CallbackAnswer =
  | { kind: 'success'; result: string }
  | { kind: 'failure'; message: string }
  | { kind: 'heartbeat' };
