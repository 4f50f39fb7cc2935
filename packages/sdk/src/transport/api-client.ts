import type { DurableExecutionClient, LambdaClientPort } from '../api/client.ts';
import type { DurableLogger } from '../api/logger.ts';
import type {
  CheckpointDurableExecutionRequest,
  CheckpointDurableExecutionResponse,
  GetDurableExecutionStateRequest,
  GetDurableExecutionStateResponse,
} from '../api/wire.ts';
import { LambdaApi } from './lambda-api.ts';
import { LambdaClientTransport } from './lambda-client-transport.ts';

// One for the process, so that all functions in it share their connections.
let sharedApi: LambdaApi | undefined;

/**
 * The Lambda API as a client of executions: through a `LambdaClient` if one is given, otherwise over HTTP as the
 * environment says (endpoint, region, credentials).
 */
export class DurableExecutionApiClient implements DurableExecutionClient {
  readonly #lambdaClient: DurableExecutionClient | undefined;

  constructor(client?: LambdaClientPort) {
    this.#lambdaClient = client === undefined ? undefined : new LambdaClientTransport(client);
  }

  getExecutionState(
    params: GetDurableExecutionStateRequest,
    logger?: DurableLogger,
  ): Promise<GetDurableExecutionStateResponse> {
    return report('Failed to get durable execution state', logger, () =>
      this.#client().getExecutionState(params),
    );
  }

  checkpoint(
    params: CheckpointDurableExecutionRequest,
    logger?: DurableLogger,
  ): Promise<CheckpointDurableExecutionResponse> {
    return report('Failed to checkpoint durable execution', logger, () => this.#client().checkpoint(params));
  }

  // Made at the first request and not before, as an environment without a region is no fault until then.
  #client(): DurableExecutionClient {
    if (this.#lambdaClient !== undefined) return this.#lambdaClient;
    sharedApi ??= new LambdaApi();
    return sharedApi;
  }
}

async function report<T>(
  what: string,
  logger: DurableLogger | undefined,
  request: () => Promise<T>,
): Promise<T> {
  try {
    return await request();
  } catch (error) {
    logger?.error(what, error, { requestId: requestIdOf(error) });
    throw error;
  }
}

function requestIdOf(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata;
  return typeof metadata === 'object' && metadata !== null && 'requestId' in metadata
    ? metadata.requestId
    : undefined;
}
