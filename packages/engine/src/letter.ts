// Letters: words from one execution to another, or to a function. They leave through the store's outbox with the commit
// that wrote them, and are delivered at least once; the receiver recognises a repetition.

import type { ErrorObject, ExecutionId, ExecutionStatus, Millis, OperationId } from '@perdure/protocol';
import type { Outcome } from './state.ts';

interface TargetOfChainedInvoke {
  letterId: string;
  from: ExecutionId;
  operationId: OperationId;
  functionName: string;
  functionVersion: string;
  input?: string;
  tenantId?: string;
  traceHeader?: string;
}

/** Starts the execution `childArn`, on behalf of the operation. */
export interface StartChild extends TargetOfChainedInvoke {
  kind: 'start-child';
  childArn?: string;
}

/** Invokes a plain function once, and brings its answer to the operation. */
export interface InvokeFunction extends TargetOfChainedInvoke {
  kind: 'invoke-function';
}

/** Tells the parent how its child ended. */
export interface ChildEnded {
  letterId: string;
  kind: 'child-ended';
  to: ExecutionId;
  operationId: OperationId;
  outcome: Outcome;
  executionTimeoutSeconds: number;
}

/** Tells somebody outside that the status of an execution has changed. */
export interface StatusChanged {
  letterId: string;
  kind: 'status-changed';
  from: ExecutionId;
  /** Whom, by the name under which the server knows it. */
  target: string;
  executionArn: string;
  status: ExecutionStatus;
  at: Millis;
  startedAt: Millis;
  endedAt?: Millis;
}

/** An execution that was started asynchronously has ended without success: its event may be wanted elsewhere. */
export interface StartFailed {
  letterId: string;
  kind: 'start-failed';
  from: ExecutionId;
  functionName: string;
  functionVersion: string;
  input?: string;
  /** Why it ended. */
  error?: ErrorObject;
}

export type Letter = StartChild | InvokeFunction | ChildEnded | StatusChanged | StartFailed;

export const encodeLetter = (letter: Letter): string => JSON.stringify(letter);
export const decodeLetter = (text: string): Letter => JSON.parse(text) as Letter;
