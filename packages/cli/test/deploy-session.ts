// A server in the test's process, and the command that is used on it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { StackDescription } from '@perdure/protocol';
import { type RunningServer, startServer } from '@perdure/server';
import { pino } from 'pino';
import { run } from '../src/run.ts';
import { FakeTerminal } from './fake-terminal.ts';

export class DeploySession implements AsyncDisposable {
  readonly #server: RunningServer;
  readonly #directory: string;
  readonly client: LambdaClient;

  private constructor(server: RunningServer, directory: string) {
    this.#server = server;
    this.#directory = directory;
    this.client = new LambdaClient({
      endpoint: server.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
  }

  static async begin(): Promise<DeploySession> {
    const directory = mkdtempSync(join(tmpdir(), 'perdure-deploy-'));
    const log = pino({ level: 'silent' });
    return new DeploySession(await startServer({ directory, port: 0, log }), directory);
  }

  get endpoint(): string {
    return this.#server.endpoint;
  }

  async perdure(args: readonly string[], terminal = new FakeTerminal()) {
    const exitCode = await run([...args, '--endpoint', this.endpoint], terminal);
    return { exitCode, stdout: terminal.stdout, stderr: terminal.stderr };
  }

  async stack(name: string): Promise<StackDescription> {
    const answer = await fetch(`${this.endpoint}/perdure/stacks/${name}`);
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as StackDescription;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.destroy();
    await this.#server.close();
    rmSync(this.#directory, { recursive: true });
  }
}

export const templateOf = (name: string, file = 'template.yaml'): string =>
  join(import.meta.dirname, 'templates', name, file);
