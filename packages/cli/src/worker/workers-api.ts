// The workers of a Perdure server, and the tokens by which it knows them.

import type { EpochSeconds } from '@perdure/protocol';
import type { ApiTransport } from '../connection/api-transport.ts';

const TOKENS = '/perdure/worker-tokens';

export interface WorkerToken {
  TokenId: string;
  Name: string;
  CreationTimestamp: EpochSeconds;
}

export interface ConnectedWorker {
  WorkerId: string;
  Name: string;
  Address: string;
  TokenId: string;
  Runtimes: string[];
  EnvironmentsMax: number;
  Environments: number;
  Status: 'CONNECTED' | 'LEAVING';
  ConnectedTimestamp: EpochSeconds;
}

/** The token itself is in the answer, and nowhere else ever again. */
export const createWorkerToken = (transport: ApiTransport, name: string) =>
  transport.json<WorkerToken & { Token: string }>({ method: 'POST', path: TOKENS, body: { Name: name } });

export const listWorkerTokens = async (transport: ApiTransport): Promise<WorkerToken[]> =>
  (await transport.json<{ WorkerTokens: WorkerToken[] }>({ method: 'GET', path: TOKENS })).WorkerTokens;

export async function deleteWorkerToken(transport: ApiTransport, tokenId: string): Promise<void> {
  await transport.send({ method: 'DELETE', path: `${TOKENS}/${encodeURIComponent(tokenId)}` });
}

export const listWorkers = async (transport: ApiTransport): Promise<ConnectedWorker[]> =>
  (await transport.json<{ Workers: ConnectedWorker[] }>({ method: 'GET', path: '/perdure/workers' })).Workers;
