// What a server knows of workers: the tokens by which they are known, and the door through which they come.

import type { Millis, Result } from '@perdure/protocol';
import type { Store } from '@perdure/store';
import { WorkerDoor } from './worker-door.ts';
import { type WorkerToken, WorkerTokens } from './worker-tokens.ts';
import type { ConnectedWorker, VisitOptions } from './worker-visit.ts';

/** The port of the APIs. */
export interface WorkerService {
  createToken(name: string): Promise<Result<{ token: string; created: WorkerToken }>>;
  tokens(): Promise<WorkerToken[]>;
  removeToken(tokenId: string): Promise<Result<void>>;
  connected(): ConnectedWorker[];
}

export interface WorkersOptions extends VisitOptions {
  store: Store;
  now(): Millis;
}

export class Workers implements WorkerService {
  readonly door: WorkerDoor;
  readonly #tokens: WorkerTokens;

  constructor({ store, ...options }: WorkersOptions) {
    this.#tokens = new WorkerTokens(store, options.now, (tokenId) => this.door.cut(tokenId));
    this.door = new WorkerDoor({
      ...options,
      authenticator: this.#tokens,
      readCode: (codeSha256) => store.blob(codeSha256),
    });
  }

  createToken(name: string): Promise<Result<{ token: string; created: WorkerToken }>> {
    return this.#tokens.create(name);
  }

  tokens(): Promise<WorkerToken[]> {
    return this.#tokens.list();
  }

  removeToken(tokenId: string): Promise<Result<void>> {
    return this.#tokens.remove(tokenId);
  }

  connected(): ConnectedWorker[] {
    return this.door.workers();
  }
}
