// The client that an invocation in this process is given: straight to the core, past HTTP, with the faults of the test
// on the way.

import { errorCatalogue, parseExecutionArn, type Refusal, type Result } from '@perdure/protocol';
import type {
  CheckpointDurableExecutionRequest,
  CheckpointDurableExecutionResponse,
  DurableExecutionClient,
  GetDurableExecutionStateRequest,
  GetDurableExecutionStateResponse,
  OperationUpdate,
} from '@perdure/sdk';
import type { ExecutionService } from '@perdure/server/embedded';
import type { Fault, FaultScript } from '../faults/fault-script.ts';
import { limits } from '../limits.ts';
import { withDates } from '../wire-times.ts';
import type { Activity } from './activity.ts';
import type { FunctionRegistry } from './function-registry.ts';
import type { LocalInvocation } from './local-invocation.ts';
import { afterRealTime } from './real-timers.ts';

export interface InjectedClientPorts {
  executions: ExecutionService;
  invocation: LocalInvocation;
  activity: Activity;
  functions: FunctionRegistry;
  /** Undefined where faults do not reach: in functions other than the one under test. */
  faults: FaultScript | undefined;
  /** Real time that a checkpoint takes. */
  checkpointDelayMillis: number;
  /** The run cannot go on. */
  onUnknownFunction(functionName: string): void;
}

export class InjectedClient implements DurableExecutionClient {
  readonly #ports: InjectedClientPorts;

  constructor(ports: InjectedClientPorts) {
    this.#ports = ports;
  }

  async checkpoint(params: CheckpointDurableExecutionRequest): Promise<CheckpointDurableExecutionResponse> {
    const { invocation, activity, faults, checkpointDelayMillis } = this.#ports;
    if (invocation.isOver) return never();
    invocation.hasAsked = true;
    if (checkpointDelayMillis > 0) await delay(checkpointDelayMillis);
    const fault = faults?.takeFor(params.Updates ?? []);
    const answer = await activity.track(this.#checkpoint(params, fault));
    return answer ?? never();
  }

  async getExecutionState(
    params: GetDurableExecutionStateRequest,
  ): Promise<GetDurableExecutionStateResponse> {
    const { executions, invocation, activity } = this.#ports;
    if (invocation.isOver) return never();
    invocation.hasAsked = true;
    const page = await activity.track(
      executions.state(referenceOf(params.DurableExecutionArn), {
        checkpointToken: params.CheckpointToken ?? '',
        maxItems: params.MaxItems ?? limits.historyPageItemsMax,
        ...(params.Marker === undefined ? {} : { marker: params.Marker }),
      }),
    );
    if (invocation.isOver) return never();
    const { Operations, NextMarker } = unwrap(page);
    return { Operations: Operations.map(withDates), ...(NextMarker === undefined ? {} : { NextMarker }) };
  }

  /** Undefined when the invocation is not to hear any more. */
  async #checkpoint(
    params: CheckpointDurableExecutionRequest,
    fault: Fault | undefined,
  ): Promise<CheckpointDurableExecutionResponse | undefined> {
    const { executions, invocation } = this.#ports;
    if (fault?.kind === 'fail-before') throw fault.error;
    if (fault?.kind === 'crash-before') {
      invocation.crash();
      return undefined;
    }
    const updates = this.#resolveTargets(params.Updates ?? []);
    if (updates === undefined) return undefined;
    const result = await executions.checkpoint(referenceOf(params.DurableExecutionArn), {
      CheckpointToken: params.CheckpointToken ?? '',
      Updates: updates,
      ...(params.ClientToken === undefined ? {} : { ClientToken: params.ClientToken }),
    } as Parameters<ExecutionService['checkpoint']>[1]);
    if (fault?.kind === 'fail-after') throw fault.error;
    if (fault?.kind === 'crash-after') invocation.crash();
    if (invocation.isOver) return undefined;
    const { CheckpointToken, NewExecutionState } = unwrap(result);
    return {
      NewExecutionState: { Operations: NewExecutionState.Operations.map(withDates) },
      ...(CheckpointToken === undefined ? {} : { CheckpointToken }),
    };
  }

  /** Puts addresses in place of the names of invoked functions; undefined when one of them is not registered. */
  #resolveTargets(updates: readonly OperationUpdate[]): readonly OperationUpdate[] | undefined {
    if (updates.every(({ ChainedInvokeOptions }) => ChainedInvokeOptions === undefined)) return updates;
    const resolved: OperationUpdate[] = [];
    for (const update of updates) {
      const name = update.ChainedInvokeOptions?.FunctionName;
      if (name === undefined) {
        resolved.push(update);
        continue;
      }
      const address = this.#ports.functions.addressOf(name);
      if (address === undefined) {
        this.#ports.onUnknownFunction(name);
        return undefined;
      }
      resolved.push({
        ...update,
        ChainedInvokeOptions: { ...update.ChainedInvokeOptions, FunctionName: address },
      });
    }
    return resolved;
  }
}

/** The answer that an ended invocation gets: it must not go on. */
function never<Value>(): Promise<Value> {
  return new Promise(() => undefined);
}

function delay(delayMillis: number): Promise<void> {
  return new Promise((resolve) => {
    afterRealTime(delayMillis, resolve);
  });
}

function referenceOf(arn: string | undefined) {
  const reference = parseExecutionArn(arn ?? '');
  if (reference === undefined) throw new Error(`Not the ARN of a durable execution: ${arn}`);
  return reference;
}

function unwrap<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value;
  throw serviceError(result.refusal);
}

/** A refusal in the form in which clients of the service throw it. */
export function serviceError(refusal: Refusal): Error {
  const error = new Error(refusal.message);
  error.name = refusal.code;
  return Object.assign(error, { $metadata: { httpStatusCode: errorCatalogue[refusal.code].http } });
}
