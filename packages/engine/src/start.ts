// Starting an execution, once for each name.

import type { ExecutionReference } from '@perdure/protocol';
import { type DurableConfig, formatExecutionArn, refusal } from '@perdure/protocol';
import { accept, type Decision, refuseWith } from './decision.ts';
import type { ParentReference } from './event.ts';
import type { ExecutionState } from './state.ts';

export interface Start {
  kind: 'start';
  now: number;
  /** Of the execution to be made. When one of that name exists, only its name, version and input are compared. */
  reference: ExecutionReference;
  input?: string;
  invocationType: 'RequestResponse' | 'Event';
  config: DurableConfig;
  traceHeader?: string;
  tenantId?: string;
  parent?: ParentReference;
}

export interface StartReply {
  reference: ExecutionReference;
  arn: string;
  /** Whether this start made the execution, or found it. */
  created: boolean;
}

/** Decides a start against the execution that bears the same name, if there is one (P5). */
export function decideStart(existing: ExecutionState | undefined, command: Start): Decision<StartReply> {
  if (existing === undefined) return create(command);
  const sameVersion = existing.reference.functionVersion === command.reference.functionVersion;
  if (!sameVersion || existing.input !== command.input) {
    return refuseWith(
      refusal('DurableExecutionAlreadyStartedException', `Execution already started: ${existing.arn}`),
    );
  }
  return accept([], [], { reference: existing.reference, arn: existing.arn, created: false });
}

function create(command: Start): Decision<StartReply> {
  const { reference, input, invocationType, config, traceHeader, tenantId, parent } = command;
  const arn = formatExecutionArn(reference);
  return accept(
    [
      {
        type: 'ExecutionStarted',
        arn,
        ...(input === undefined ? {} : { input }),
        invocationType,
        config,
        ...(traceHeader === undefined ? {} : { traceHeader }),
        ...(tenantId === undefined ? {} : { tenantId }),
        ...(parent === undefined ? {} : { parent }),
      },
    ],
    [],
    { reference, arn, created: true },
  );
}
