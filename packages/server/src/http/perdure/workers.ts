// The APIs of workers: who is connected, and the tokens by which they are known.

import { accepted, type Result, toEpochSeconds } from '@perdure/protocol';
import { workerLimits } from '../../workers/limits.ts';
import type { WorkerToken } from '../../workers/worker-tokens.ts';
import type { ConnectedWorker } from '../../workers/worker-visit.ts';
import type { WorkerService } from '../../workers/workers.ts';
import { type Answer, type Api, type Call, jsonAnswer } from '../api.ts';
import { CREATED, NO_CONTENT } from '../http-status.ts';
import { readRequest } from '../request-reading.ts';
import { required, text } from '../validation/member.ts';

const tokensPath = '/perdure/worker-tokens';
const newToken = { body: { Name: required(text({ charsMin: 1, charsMax: workerLimits.nameCharsMax })) } };
const namedToken = { labels: { TokenId: required(text({ pattern: /^[0-9a-f]{1,64}$/ })) } };

export const workerApis = (workers: WorkerService): Api[] => [
  {
    name: 'perdure:ListWorkers',
    method: 'GET',
    path: '/perdure/workers',
    handle: async () => jsonAnswer({ Workers: workers.connected().map(wireWorker) }),
  },
  {
    name: 'perdure:CreateWorkerToken',
    method: 'POST',
    path: tokensPath,
    handle: (call) => create(call, workers),
  },
  {
    name: 'perdure:ListWorkerTokens',
    method: 'GET',
    path: tokensPath,
    handle: async () => jsonAnswer({ WorkerTokens: (await workers.tokens()).map(wireToken) }),
  },
  {
    name: 'perdure:DeleteWorkerToken',
    method: 'DELETE',
    path: `${tokensPath}/{TokenId}`,
    handle: (call) => remove(call, workers),
  },
];

async function create(call: Call, workers: WorkerService): Promise<Result<Answer>> {
  const request = readRequest(call, newToken);
  if (!request.ok) return request;
  const made = await workers.createToken(request.value.Name);
  if (!made.ok) return made;
  const { token, created } = made.value;
  return jsonAnswer({ ...wireToken(created), Token: token }, CREATED);
}

async function remove(call: Call, workers: WorkerService): Promise<Result<Answer>> {
  const request = readRequest(call, namedToken);
  if (!request.ok) return request;
  const removed = await workers.removeToken(request.value.TokenId);
  return removed.ok ? accepted({ status: NO_CONTENT }) : removed;
}

const wireToken = ({ tokenId, name, createdAt }: WorkerToken) => ({
  TokenId: tokenId,
  Name: name,
  CreationTimestamp: toEpochSeconds(createdAt),
});

const wireWorker = (worker: ConnectedWorker) => ({
  WorkerId: worker.workerId,
  Name: worker.name,
  Address: worker.address,
  TokenId: worker.tokenId,
  Runtimes: worker.runtimes,
  EnvironmentsMax: worker.environmentsMax,
  Environments: worker.environments,
  Status: worker.isLeaving ? 'LEAVING' : 'CONNECTED',
  ConnectedTimestamp: toEpochSeconds(worker.connectedAt),
});
