// What comes into an invocation, and the door through which a test runner brings its own service and its own time.

import type { DurableExecutionClient } from './api/client.ts';
import type { DurableExecutionInvocationInput } from './api/handler.ts';
import type { WireOperation } from './api/wire.ts';
import type { Clock } from './clock.ts';
import type { ReplayWatch } from './replay-watch.ts';

const TAG = 'DurableExecutionInvocationInputWithClient';

/** An invocation event that brings its own client. That client is used instead of every configured one. */
export class DurableExecutionInvocationInputWithClient implements DurableExecutionInvocationInput {
  readonly durableExecutionClient: DurableExecutionClient;
  /** Internal: the time of this invocation. Default: the system's. */
  readonly clock?: Clock;
  /** Internal: who watches a replay instead of letting it go on. Default: nobody. */
  readonly watch?: ReplayWatch;
  readonly InitialExecutionState: { Operations: WireOperation[]; NextMarker?: string | undefined };
  readonly DurableExecutionArn: string;
  readonly CheckpointToken: string;
  readonly UpdatedOperationIds?: string[];

  constructor(
    params: DurableExecutionInvocationInput,
    durableExecutionClient: DurableExecutionClient,
    clock?: Clock,
    watch?: ReplayWatch,
  ) {
    this.InitialExecutionState = params.InitialExecutionState;
    this.DurableExecutionArn = params.DurableExecutionArn;
    this.CheckpointToken = params.CheckpointToken;
    if (params.UpdatedOperationIds !== undefined) this.UpdatedOperationIds = params.UpdatedOperationIds;
    this.durableExecutionClient = durableExecutionClient;
    if (clock !== undefined) this.clock = clock;
    if (watch !== undefined) this.watch = watch;
  }

  /** Recognises events of other copies of the package too. */
  static isInstance(event: unknown): event is DurableExecutionInvocationInputWithClient {
    if (event instanceof DurableExecutionInvocationInputWithClient) return true;
    return (
      typeof event === 'object' &&
      event !== null &&
      Object.prototype.toString.call(event) === `[object ${TAG}]` &&
      event.constructor.name === TAG
    );
  }

  get [Symbol.toStringTag](): string {
    return TAG;
  }
}

/** Throws unless the event starts a durable execution. */
export function assertDurableEvent(event: DurableExecutionInvocationInput): void {
  if (event?.DurableExecutionArn && event.CheckpointToken) return;
  throw new Error(
    'Unexpected payload provided to start the durable execution.\n' +
      'Check your resource configurations to confirm the durability is set.',
  );
}

/** What the handler is called with: the recorded start payload. */
export function handlerEvent(operations: Iterable<WireOperation>): unknown {
  for (const operation of operations) {
    if (operation.Type !== 'EXECUTION') continue;
    const payload = operation.ExecutionDetails?.InputPayload;
    try {
      return JSON.parse(payload ?? '{}');
    } catch (error) {
      throw new Error('The start payload of the durable execution is not JSON.', { cause: error });
    }
  }
  throw new Error(
    'The state of the durable execution has no EXECUTION operation. The service must send it with the first page.',
  );
}
