// A server in a process of its own, with a data directory that goes when it goes, and the official client on it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { ServerOptions } from '@perdure/server';
import { ServerProcess } from '../../tools/server-process.ts';

export interface FaultServer {
  process: ServerProcess;
  client: LambdaClient;
  port: number;
  directory: string;
  end(): Promise<void>;
}

/** `within` is the command that executes the server, made for its data directory. */
export async function startFaultServer(
  options: Partial<ServerOptions> = {},
  within?: (directory: string) => string[],
): Promise<FaultServer> {
  const directory = mkdtempSync(join(tmpdir(), 'perdure-fault-'));
  const process = await ServerProcess.start(directory, 0, options, within?.(directory));
  const client = clientOf(process.endpoint);
  const end = async (): Promise<void> => {
    client.destroy();
    await process.stop('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  };
  return { process, client, port: process.port, directory, end };
}

const clientOf = (endpoint: string): LambdaClient =>
  new LambdaClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
