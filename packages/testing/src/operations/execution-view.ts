// The port through which handles and results see an execution: a local run or one in the cloud.

import type { ErrorObject, Operation } from '@perdure/sdk';
import type { RecordedEvent } from '../history/recorded-event.ts';
import type { CallbackResponse } from './durable-operation.ts';

export interface ExecutionView {
  /** All operations but the execution itself, in the order in which they began. */
  operations(): readonly Operation[];
  /** The history so far. */
  events(): readonly RecordedEvent[];
  readonly callbacks: CallbackApi;
}

export interface CallbackApi {
  succeed(callbackId: string, result: string | undefined): Promise<CallbackResponse>;
  fail(callbackId: string, error: ErrorObject | undefined): Promise<CallbackResponse>;
  heartbeat(callbackId: string): Promise<CallbackResponse>;
}
