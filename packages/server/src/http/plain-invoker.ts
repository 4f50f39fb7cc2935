// The port through which functions that are not durable are invoked: one run of the handler, no journal.

import type { Result } from '@perdure/protocol';
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
  /** Runs the function once and resolves with the end of it; waits in turn for an environment. */
  invoke(deployed: DeployedFunction, invocation: PlainInvocation): Promise<InvocationOutcome>;
  /** Resolves once the invocation is durably queued: it will run, and be retried as asynchronous invocations are. */
  enqueue(deployed: DeployedFunction, invocation: PlainInvocation): Promise<Result<void>>;
}
