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
  ListDurableExecutionsByFunctionCommand,
  type Runtime,
} from '@aws-sdk/client-lambda';
import { build } from 'esbuild';
import { zipSync } from 'fflate';
import type { TorturedExecution } from './verdict.ts';

const FUNCTION_NAME = 'torture';
const CHILD_NAME = 'torture-child';
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
    await this.#create(FUNCTION_NAME, 'index.handler', zip);
    await this.#create(CHILD_NAME, 'index.child', zip);
  }

  async #create(FunctionName: string, Handler: string, ZipFile: Uint8Array): Promise<void> {
    await this.#lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Role: 'arn:aws:iam::000000000000:role/torture',
        Runtime: 'nodejs24.x' as Runtime,
        Handler,
        Timeout: 10,
        Code: { ZipFile },
        DurableConfig: { ExecutionTimeout: 900, RetentionPeriodInDays: 1 },
      }),
    );
  }

  /** Starts one execution after another, each surely: a repeated start by name makes no second one (P5). */
  async startUntil(isOver: () => boolean, lane: number): Promise<void> {
    for (let count = 0; !isOver(); count += 1) {
      const id = `lane-${lane}-${count}`;
      const event = { id, steps: this.#steps, trail: this.#trail, child: `${CHILD_NAME}:$LATEST` };
      const payload = Buffer.from(JSON.stringify(event));
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
      executions.push({ id, steps: this.#steps, status, history: await this.#history(arn), children: [] });
    }
    const byId = new Map(executions.map((execution) => [execution.id, execution]));
    for (const { arn, parent } of await this.#children()) byId.get(parent)?.children.push(arn);
    this.#lambda.destroy();
    return executions;
  }

  /** All executions of the child, with the id of the execution that each was started for. */
  async #children(): Promise<{ arn: string; parent: string }[]> {
    const children: { arn: string; parent: string }[] = [];
    let Marker: string | undefined;
    do {
      const page = await this.#lambda.send(
        new ListDurableExecutionsByFunctionCommand({
          FunctionName: CHILD_NAME,
          ...(Marker === undefined ? {} : { Marker }),
        }),
      );
      for (const { DurableExecutionArn = '' } of page.DurableExecutions ?? []) {
        const { InputPayload = '{}' } = await this.#lambda.send(
          new GetDurableExecutionCommand({ DurableExecutionArn }),
        );
        const { id } = JSON.parse(InputPayload) as { id: string };
        children.push({ arn: DurableExecutionArn, parent: id });
      }
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    return children;
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
