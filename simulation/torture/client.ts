// The load of the torture run: starts executions by name and repeats every call until the server answers it.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  CreateFunctionCommand,
  type Event,
  GetDurableExecutionCommand,
  GetDurableExecutionHistoryCommand,
  InvokeCommand,
  LambdaClient,
  LambdaServiceException,
  type Runtime,
} from '@aws-sdk/client-lambda';
import { build } from 'esbuild';
import { zipSync } from 'fflate';
import type { TorturedExecution } from './verdict.ts';

const FUNCTION_NAME = 'torture';
const RETRY_MILLIS = 50;
const POLL_MILLIS = 250;

const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

export class TortureClient {
  readonly #lambda: LambdaClient;
  readonly #trail: string;
  readonly #steps: number;
  readonly #started = new Map<string, string>();

  constructor(endpoint: string, trail: string, steps: number) {
    this.#trail = trail;
    this.#steps = steps;
    this.#lambda = new LambdaClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'torture', secretAccessKey: 'torture' },
      maxAttempts: 1,
    });
  }

  async deploy(): Promise<void> {
    const entry = fileURLToPath(new URL('function.ts', import.meta.url));
    const bundle = await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      platform: 'node',
      format: 'cjs',
    });
    const zip = zipSync({ 'index.cjs': bundle.outputFiles[0]?.contents ?? readFileSync(entry) });
    await this.#lambda.send(
      new CreateFunctionCommand({
        FunctionName: FUNCTION_NAME,
        Role: 'arn:aws:iam::000000000000:role/torture',
        Runtime: 'nodejs24.x' as Runtime,
        Handler: 'index.handler',
        Timeout: 10,
        Code: { ZipFile: zip },
        DurableConfig: { ExecutionTimeout: 900, RetentionPeriodInDays: 1 },
      }),
    );
  }

  /** Starts one execution after another, each surely: a repeated start by name makes no second one (P5). */
  async startUntil(isOver: () => boolean, lane: number): Promise<void> {
    for (let count = 0; !isOver(); count += 1) {
      const id = `lane-${lane}-${count}`;
      const payload = Buffer.from(JSON.stringify({ id, steps: this.#steps, trail: this.#trail }));
      const answer = await this.#persist(() =>
        this.#lambda.send(
          new InvokeCommand({
            FunctionName: FUNCTION_NAME,
            Qualifier: '$LATEST',
            InvocationType: 'Event',
            DurableExecutionName: id,
            Payload: payload,
          }),
        ),
      );
      this.#started.set(id, answer.DurableExecutionArn ?? '');
      await pause(POLL_MILLIS);
    }
  }

  /** Waits for the end of everything that was started. */
  async finish(): Promise<TorturedExecution[]> {
    const executions: TorturedExecution[] = [];
    for (const [id, arn] of this.#started) {
      const status = await this.#end(arn);
      executions.push({ id, steps: this.#steps, status, history: await this.#history(arn) });
    }
    this.#lambda.destroy();
    return executions;
  }

  async #end(arn: string): Promise<string | undefined> {
    for (;;) {
      const { Status } = await this.#persist(() =>
        this.#lambda.send(new GetDurableExecutionCommand({ DurableExecutionArn: arn })),
      );
      if (Status !== 'RUNNING') return Status;
      await pause(POLL_MILLIS);
    }
  }

  async #history(arn: string): Promise<Event[]> {
    const events: Event[] = [];
    let Marker: string | undefined;
    do {
      const page = await this.#lambda.send(
        new GetDurableExecutionHistoryCommand({
          DurableExecutionArn: arn,
          ...(Marker === undefined ? {} : { Marker }),
        }),
      );
      events.push(...(page.Events ?? []));
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    return events;
  }

  /** Repeats a call while the server is away; what it answers, refusals included, is final. */
  async #persist<Value>(call: () => Promise<Value>): Promise<Value> {
    for (;;) {
      try {
        return await call();
      } catch (error) {
        const isFinal =
          error instanceof LambdaServiceException && (error.$metadata.httpStatusCode ?? 0) in finalStatuses;
        if (isFinal) throw error;
        await pause(RETRY_MILLIS);
      }
    }
  }
}

const finalStatuses = { 400: true, 403: true, 404: true, 409: true, 413: true };
