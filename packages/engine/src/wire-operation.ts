// Operations in the form of the wire.

import { type Operation, unreachable } from '@perdure/protocol';
import type { OperationState } from './operations/operation.ts';
import type { ExecutionState } from './state.ts';

/** The execution itself, as the first operation of every state. */
export function describeExecutionOperation(state: ExecutionState): Operation {
  return {
    Id: state.reference.executionId,
    Type: 'EXECUTION',
    Name: state.reference.executionName,
    Status: 'STARTED',
    StartTimestamp: state.startedAt,
    ExecutionDetails: state.input === undefined ? {} : { InputPayload: state.input },
  };
}

export function describeOperation(operation: OperationState): Operation {
  const wire: Operation = {
    Id: operation.id,
    Type: operation.type,
    Status: operation.status,
    StartTimestamp: operation.startedAt,
  };
  if ('endedAt' in operation) wire.EndTimestamp = operation.endedAt;
  if (operation.parentId !== undefined) wire.ParentId = operation.parentId;
  if (operation.name !== undefined) wire.Name = operation.name;
  if (operation.subType !== undefined) wire.SubType = operation.subType;
  addDetails(wire, operation);
  return wire;
}

function addDetails(wire: Operation, operation: OperationState): void {
  switch (operation.type) {
    case 'STEP':
      wire.StepDetails = {
        ...(operation.attempt === 0 ? {} : { Attempt: operation.attempt }),
        ...(operation.status === 'PENDING' ? { NextAttemptTimestamp: operation.nextAttemptAt } : {}),
        ...resultAndError(operation),
      };
      return;
    case 'WAIT':
      wire.WaitDetails = { ScheduledEndTimestamp: operation.endsAt };
      return;
    case 'CALLBACK':
      wire.CallbackDetails = { CallbackId: operation.callbackId, ...resultAndError(operation) };
      return;
    case 'CONTEXT':
      wire.ContextDetails = {
        ...(operation.replayChildren === undefined ? {} : { ReplayChildren: operation.replayChildren }),
        ...resultAndError(operation),
      };
      return;
    case 'CHAINED_INVOKE':
      wire.ChainedInvokeDetails = resultAndError(operation);
      return;
    default:
      unreachable(operation);
  }
}

function resultAndError(operation: object): Pick<NonNullable<Operation['StepDetails']>, 'Result' | 'Error'> {
  const details: Pick<NonNullable<Operation['StepDetails']>, 'Result' | 'Error'> = {};
  if ('result' in operation && typeof operation.result === 'string') details.Result = operation.result;
  if ('error' in operation && operation.error !== undefined) details.Error = operation.error as object;
  return details;
}
