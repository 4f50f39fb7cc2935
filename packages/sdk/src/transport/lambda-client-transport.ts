import type { DurableExecutionClient, LambdaClientPort } from '../api/client.ts';
import type {
  CheckpointDurableExecutionRequest,
  CheckpointDurableExecutionResponse,
  GetDurableExecutionStateRequest,
  GetDurableExecutionStateResponse,
} from '../api/wire.ts';

interface LambdaModule {
  CheckpointDurableExecutionCommand: new (input: CheckpointDurableExecutionRequest) => unknown;
  GetDurableExecutionStateCommand: new (input: GetDurableExecutionStateRequest) => unknown;
}

// Whoever passes a LambdaClient has this package; the name is kept from bundlers, as nobody else needs it.
const PACKAGE = '@aws-sdk/client-lambda';

/** Sends requests through a `LambdaClient` that the author of the function brought. */
export class LambdaClientTransport implements DurableExecutionClient {
  readonly #client: LambdaClientPort;
  #module: LambdaModule | undefined;

  constructor(client: LambdaClientPort) {
    this.#client = client;
  }

  async checkpoint(params: CheckpointDurableExecutionRequest): Promise<CheckpointDurableExecutionResponse> {
    const { CheckpointDurableExecutionCommand } = await this.#load();
    return this.#client.send(new CheckpointDurableExecutionCommand(params));
  }

  async getExecutionState(
    params: GetDurableExecutionStateRequest,
  ): Promise<GetDurableExecutionStateResponse> {
    const { GetDurableExecutionStateCommand } = await this.#load();
    return this.#client.send(new GetDurableExecutionStateCommand(params));
  }

  async #load(): Promise<LambdaModule> {
    if (this.#module === undefined) {
      const loaded: LambdaModule & { default?: LambdaModule } = await import(PACKAGE);
      this.#module =
        loaded.CheckpointDurableExecutionCommand === undefined ? (loaded.default ?? loaded) : loaded;
    }
    return this.#module;
  }
}
