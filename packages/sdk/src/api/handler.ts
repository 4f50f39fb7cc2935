// What is deployed: a handler, its wrapped form, and what goes in and out of an invocation.

import type { DurableExecutionClient, LambdaClientPort } from './client.ts';
import type { DurableContext } from './durable-context.ts';
import type { LambdaContext } from './lambda-context.ts';
import type { DurableLogger } from './logger.ts';
import type { InvocationStatus } from './operation-enums.ts';
import type { DurableInstrumentationPlugin } from './plugin.ts';
import type { ErrorObject, WireOperation } from './wire.ts';

// biome-ignore-start lint/suspicious/noExplicitAny: an event without annotation is usable without a cast, as in every Lambda handler.
/** A durable function as its author writes it. */
export type DurableExecutionHandler<
  TEvent = any,
  TResult = any,
  TLogger extends DurableLogger = DurableLogger,
> = (event: TEvent, context: DurableContext<TLogger>) => Promise<TResult>;
// biome-ignore-end lint/suspicious/noExplicitAny: see above.

export interface DurableExecutionConfig {
  /**
   * A `LambdaClient` of `@aws-sdk/client-lambda` that carries the requests.
   * @deprecated Use `durableExecutionClient: new DurableExecutionApiClient(client)`.
   */
  client?: LambdaClientPort;
  /** Replaces the transport. Default: HTTP to the Lambda API, configured by the environment. */
  durableExecutionClient?: DurableExecutionClient;
  /** Observers; they run before those that the environment names. */
  plugins?: DurableInstrumentationPlugin[];
  pluginsConfig?: {
    /**
     * How many of the outermost levels of contexts keep their operations visible to plugins on replay.
     * Default: 0. `Infinity` keeps all. Finished contexts of these levels run again on each replay.
     */
    childOperationsDepth?: number;
  };
  /**
   * How long, in milliseconds, the start of a step waits for its outcome, so that both share a request; 0 to 1,000.
   * Default: 0, it leaves in the next turn of the event loop, as with AWS's SDK. With 10, a step that asks a database
   * takes one request in the place of two; one that takes longer is on record as started 10 ms late.
   */
  checkpointDelayMillis?: number;
}

/** What a durable function is invoked with. */
export interface DurableExecutionInvocationInput {
  DurableExecutionArn: string;
  CheckpointToken: string;
  /** Operations that changed since the previous invocation without its doing. */
  UpdatedOperationIds?: string[];
  InitialExecutionState: {
    Operations: WireOperation[];
    NextMarker?: string | undefined;
  };
}

/** What a durable function answers. */
export type DurableExecutionInvocationOutput =
  | { Status: InvocationStatus.SUCCEEDED; Result?: string }
  | { Status: InvocationStatus.FAILED; Error: ErrorObject }
  | { Status: InvocationStatus.PENDING };

/** A durable function as Lambda calls it. */
export type DurableLambdaHandler = (
  event: DurableExecutionInvocationInput,
  context: LambdaContext,
) => Promise<DurableExecutionInvocationOutput>;
