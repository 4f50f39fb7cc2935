// Calling functions for those who are no clients of the Lambda API: routes, URLs, rules and schedules. Durable functions
// and plain ones are called alike here.

import {
  accepted,
  limits as awsLimits,
  type ErrorObject,
  type Limits,
  parseFunctionReference,
  type Realm,
  type Result,
  refused,
} from '@perdure/protocol';
import type { RecordWrite } from '@perdure/store';
import type { ExecutionService } from '../executions/execution-service.ts';
import type { DeployedFunction } from '../functions/deployed-function.ts';
import type { FunctionDirectory } from '../functions/function-directory.ts';
import type { PlainInvoker } from '../http/plain-invoker.ts';

export type InvocationKind = 'RequestResponse' | 'Event';

export type CallOutcome =
  | { kind: 'returned'; body: string }
  /** The function, or the durable execution that it was, ended with an error. */
  | { kind: 'failed'; error: ErrorObject };

export interface CallOptions {
  /** JSON text. */
  payload: string;
  traceHeader?: string;
}

/** What AWS puts beside the event that it sends to a dead-letter target. */
export interface MessageAttributes {
  RequestID: string;
  ErrorCode: number;
  ErrorMessage: string;
}

export interface QueueOptions extends CallOptions {
  /** Functions are not told of them. */
  attributes?: MessageAttributes;
  /** Makes the start of a durable function repeatable: the same name again starts nothing. Default: a fresh one. */
  executionName?: string;
  /**
   * Records that are written in the same transaction as the place in the queue of a plain function. If they are not at the
   * revision they name any more, the work was done before and nothing is queued.
   */
  beside?: readonly RecordWrite[];
}

export interface Queued {
  /** Whether the records beside were written: they are only with the place of a plain function. */
  isBesideWritten: boolean;
}

export interface FunctionCallsOptions {
  directory: FunctionDirectory;
  executions: Pick<ExecutionService, 'start' | 'outcome'>;
  plainInvoker: PlainInvoker;
  realm: Realm;
  /** Default: AWS's. */
  limits?: Limits;
}

export class FunctionCalls {
  readonly #options: FunctionCallsOptions;

  constructor(options: FunctionCallsOptions) {
    this.#options = options;
  }

  /** Refuses a target that is not there, or that could never be called in this way. */
  async check(target: string, kind: InvocationKind): Promise<Result<void>> {
    const deployed = await this.#resolve(target, kind);
    return deployed.ok ? accepted(undefined) : deployed;
  }

  /** Runs the function and waits for its end; who gives up aborts the signal, and a durable execution goes on. */
  async call(target: string, options: CallOptions, signal: AbortSignal): Promise<Result<CallOutcome>> {
    const deployed = await this.#resolve(target, 'RequestResponse');
    if (!deployed.ok) return deployed;
    if (deployed.value.durable !== undefined) return this.#execute(deployed.value, options, signal);
    const { payload, traceHeader } = options;
    const invocation = { payload, ...(traceHeader === undefined ? {} : { traceHeader }) };
    const invoked = await this.#options.plainInvoker.invoke(deployed.value, invocation);
    if (!invoked.ok) return invoked;
    if (invoked.value.kind === 'returned') return accepted({ kind: 'returned', body: invoked.value.body });
    const { errorType, errorMessage } = invoked.value.error;
    return accepted({ kind: 'failed', error: { ErrorType: errorType, ErrorMessage: errorMessage } });
  }

  /** Resolves once the invocation is durably queued, or the durable execution durably started. */
  async queue(target: string, options: QueueOptions): Promise<Result<Queued>> {
    const deployed = await this.#resolve(target, 'Event');
    if (!deployed.ok) return deployed;
    const { payload, traceHeader, executionName, beside = [] } = options;
    const { limits = awsLimits } = this.#options;
    if (Buffer.byteLength(payload) > limits.asyncPayloadBytesMax) {
      const message = `A payload over ${limits.asyncPayloadBytesMax} bytes is too large for an asynchronous invocation`;
      return refused('RequestTooLargeException', message);
    }
    const trace = traceHeader === undefined ? {} : { traceHeader };
    if (deployed.value.durable === undefined) {
      const queued = await this.#options.plainInvoker.enqueue(deployed.value, { payload, ...trace }, beside);
      return queued.ok ? accepted({ isBesideWritten: true }) : queued;
    }
    const started = await this.#options.executions.start({
      deployed: deployed.value,
      invocationType: 'Event',
      input: payload,
      ...trace,
      ...(executionName === undefined ? {} : { executionName }),
    });
    return started.ok ? accepted({ isBesideWritten: false }) : started;
  }

  async #execute(
    deployed: DeployedFunction,
    { payload, traceHeader }: CallOptions,
    signal: AbortSignal,
  ): Promise<Result<CallOutcome>> {
    const { executions } = this.#options;
    const started = await executions.start({
      deployed,
      invocationType: 'RequestResponse',
      input: payload,
      ...(traceHeader === undefined ? {} : { traceHeader }),
    });
    if (!started.ok) return started;
    const outcome = await executions.outcome(started.value.reference, signal);
    if (!outcome.ok) return outcome;
    if (outcome.value.status !== 'SUCCEEDED') return accepted({ kind: 'failed', error: outcome.value.error });
    return accepted({ kind: 'returned', body: outcome.value.result ?? 'null' });
  }

  async #resolve(target: string, kind: InvocationKind): Promise<Result<DeployedFunction>> {
    const { directory, realm, limits = awsLimits } = this.#options;
    const reference = parseFunctionReference(target, realm);
    if (reference === undefined) {
      const message = `${target} names no function; write name:qualifier, or an ARN`;
      return refused('InvalidParameterValueException', message);
    }
    const deployed = await directory.resolve(reference.functionName, reference.qualifier);
    if (!deployed.ok || deployed.value.durable === undefined) return deployed;
    if (reference.qualifier === undefined) {
      const message = `${target} is durable and needs a qualifier: a version, an alias, or ${target}:$LATEST`;
      return refused('InvalidParameterValueException', message);
    }
    const seconds = deployed.value.durable.ExecutionTimeout;
    if (kind === 'RequestResponse' && seconds > limits.syncExecutionSecondsMax) {
      const message = `${target} may run for ${seconds} s, and nobody can wait for more than ${limits.syncExecutionSecondsMax} s; invoke it by Event, or set a shorter ExecutionTimeout`;
      return refused('InvalidParameterValueException', message);
    }
    return deployed;
  }
}
