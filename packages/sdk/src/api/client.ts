// The two requests that an execution makes of the service, and who may carry them.

import type { DurableLogger } from './logger.ts';
import type {
  CheckpointDurableExecutionRequest,
  CheckpointDurableExecutionResponse,
  GetDurableExecutionStateRequest,
  GetDurableExecutionStateResponse,
} from './wire.ts';

/**
 * Carries requests to the service. It does its own retries; a rejection ends the invocation.
 * Throw a `DurableExecutionClientError` to say whether the execution fails with it.
 */
export interface DurableExecutionClient {
  getExecutionState(
    params: GetDurableExecutionStateRequest,
    logger?: DurableLogger,
  ): Promise<GetDurableExecutionStateResponse>;
  checkpoint(
    params: CheckpointDurableExecutionRequest,
    logger?: DurableLogger,
  ): Promise<CheckpointDurableExecutionResponse>;
}

/** The part of `LambdaClient` that is used, so that its package is needed only by those who pass one. */
export interface LambdaClientPort {
  // biome-ignore lint/suspicious/noExplicitAny: the commands of every version of the client package fit.
  send(command: any): Promise<any>;
}
