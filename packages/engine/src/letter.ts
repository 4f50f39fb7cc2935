// Letters: words from one execution to another, or to a function. They leave through the store's outbox with the commit
// that wrote them, and are delivered at least once; the receiver recognises a repetition.

import type { ExecutionId, OperationId } from '@perdure/protocol';
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

export type Letter = StartChild | InvokeFunction | ChildEnded;

export const encodeLetter = (letter: Letter): string => JSON.stringify(letter);
export const decodeLetter = (text: string): Letter => JSON.parse(text) as Letter;
