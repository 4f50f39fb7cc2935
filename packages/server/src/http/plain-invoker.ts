// The port through which functions that are not durable are invoked: one run of the handler, no journal.

import type { Result } from '@perdure/protocol';
import type { RecordWrite } from '@perdure/store';
import type { InvocationOutcome } from '../environments/invoker.ts';
import type { DeployedFunction } from '../functions/deployed-function.ts';

export interface PlainInvocation {
  /** JSON text. */
  readonly payload: string;
  /** JSON text: what the caller's SDK tells about itself. */
  readonly clientContext?: string;
  readonly traceHeader?: string;
  readonly tenantId?: string;
}

export interface PlainInvoker {
  /** Runs the function once and resolves with the end of it. Refuses with TooManyRequestsException when there is no place. */
  invoke(deployed: DeployedFunction, invocation: PlainInvocation): Promise<Result<InvocationOutcome>>;
  /**
   * Resolves once the invocation is durably queued: it will run, and be retried as asynchronous invocations are.
   * @param beside records that are written in the same transaction. If one of them is not at the revision that is expected,
   *   the work was done before, and nothing is queued
   */
  enqueue(
    deployed: DeployedFunction,
    invocation: PlainInvocation,
    beside?: readonly RecordWrite[],
  ): Promise<Result<void>>;
}
