// A server that really listens, over fake ports, with the official client on it.

import { LambdaClient } from '@aws-sdk/client-lambda';
import type { FastifyInstance } from 'fastify';
import { buildApiServer } from '../api-server.ts';
import { addHealthRoutes } from '../health.ts';
import { lambdaApi } from '../lambda-api.ts';
import { LoopbackAuthorizer } from '../loopback-authorizer.ts';
import { type Asked, type FakePorts, home } from './fake-ports.ts';

export const identity = { arn: 'arn:aws:iam::000000000000:user/developer' };

export interface TestServer extends AsyncDisposable {
  readonly server: FastifyInstance;
  readonly client: LambdaClient;
  readonly url: string;
  readonly asked: Asked;
  /** What the server reported as its own faults. */
  readonly faults: unknown[];
}

/** A server that does not listen: for `inject`. */
export function injectableServer({ ports }: FakePorts, faults: unknown[] = []): FastifyInstance {
  const server = buildApiServer({
    apis: lambdaApi(ports),
    authorizer: new LoopbackAuthorizer({ identity }),
    onFault: (fault) => faults.push(fault),
  });
  addHealthRoutes(server, { checkStore: async () => undefined, isStopping: () => false });
  return server;
}

export async function listeningServer(fake: FakePorts): Promise<TestServer> {
  const faults: unknown[] = [];
  const server = injectableServer(fake, faults);
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const client = new LambdaClient({
    endpoint: url,
    region: home.region,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
  return {
    server,
    client,
    url,
    asked: fake.asked,
    faults,
    async [Symbol.asyncDispose]() {
      client.destroy();
      await server.close();
    },
  };
}
