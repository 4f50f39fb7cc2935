// What all operations share, and the union of their states. An operation's state is immutable: a change makes a new
// one, so that a reply may hold on to what it was.

import type { ErrorObject, Millis, OperationId, OperationStatus } from '@perdure/protocol';
import type { OperationHeader } from '../event.ts';
import type { Callback } from './callback.ts';
import type { ChainedInvoke } from './chained-invoke.ts';
import type { Context } from './context.ts';
import type { Step } from './step.ts';
import type { Wait } from './wait.ts';

export interface OperationBase extends OperationHeader {
  readonly id: OperationId;
  /** Of the first START; later attempts keep it. */
  readonly startedAt: Millis;
}

export type OperationState = Step | Wait | Callback | Context | ChainedInvoke;

const closedStatuses: ReadonlySet<OperationStatus> = new Set<OperationStatus>([
  'SUCCEEDED',
  'FAILED',
  'CANCELLED',
  'TIMED_OUT',
  'STOPPED',
]);

export const isClosed = (operation: { status: OperationStatus }): boolean =>
  closedStatuses.has(operation.status);

/** The common part of a new operation, taken from the event that creates it. */
export function baseOf(event: OperationHeader & { id: OperationId }, at: Millis): OperationBase {
  return {
    id: event.id,
    startedAt: at,
    ...(event.name === undefined ? {} : { name: event.name }),
    ...(event.subType === undefined ? {} : { subType: event.subType }),
    ...(event.parentId === undefined ? {} : { parentId: event.parentId }),
  };
}

/** The common part of an existing operation, without what its old status knew. */
export function carryBase(operation: OperationBase): OperationBase {
  return baseOf(operation, operation.startedAt);
}

export const withResult = (result: string | undefined): { result?: string } =>
  result === undefined ? {} : { result };

export const withError = (error: ErrorObject | undefined): { error?: ErrorObject } =>
  error === undefined ? {} : { error };
