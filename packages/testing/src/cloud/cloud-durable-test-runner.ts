// The runner for functions that are deployed: on AWS, or on a Perdure server.

import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { DurableTestRunner } from '../durable-test-runner.ts';
import { limits } from '../limits.ts';
import { afterRealTime } from '../local/real-timers.ts';
import type { DurableOperation } from '../operations/durable-operation.ts';
import { OperationBook } from '../operations/operation-book.ts';
import { OperationLookup } from '../operations/operation-lookup.ts';
import { ExecutionStatus } from '../results/execution-status.ts';
import { RunResult } from '../results/run-result.ts';
import type { InvokeRequest, TestResult } from '../results/test-result.ts';
import { CloudView } from './cloud-view.ts';
import { InvocationType } from './invocation-type.ts';
import { loadLambdaClient } from './load-lambda-client.ts';

export interface CloudDurableTestRunnerConfig {
  /** Milliseconds between two looks at the history. Default: 1,000. */
  pollInterval?: number;
  /**
   * How the function is invoked. Default: RequestResponse, with which nothing is known of the execution before it ends,
   * so that `waitForData` throws. With Event, operations can be waited for and callbacks answered.
   */
  invocationType?: InvocationType;
}

export interface CloudDurableTestRunnerParameters {
  /** Name or ARN, with a version, an alias or `$LATEST`: durable functions are invoked by a qualified name. */
  functionName: string;
  /**
   * Default: `new LambdaClient()`, which takes region, credentials and endpoint from the environment. For a Perdure server:
   * `new LambdaClient({ endpoint: 'http://127.0.0.1:7070', region: 'us-east-1', … })`.
   */
  client?: LambdaClient;
  config?: CloudDurableTestRunnerConfig;
}

// biome-ignore-start lint/suspicious/noExplicitAny: a runner without a type argument gives results that need no cast, as AWS's library does.
/**
 * Runs a deployed durable function and follows its history. Time is the server's: a wait of a minute takes a minute.
 *
 * @example
 * const runner = new CloudDurableTestRunner({ functionName: 'order:$LATEST', config: { invocationType: 'Event' } });
 * const running = runner.run({ payload: { orderId: 17 } });
 * const charge = await runner.getOperation('charge').waitForData(WaitingOperationStatus.SUBMITTED);
 * await charge.sendCallbackSuccess('"paid"');
 * assert.equal((await running).getStatus(), 'SUCCEEDED');
 */
export class CloudDurableTestRunner<TResult = any>
  extends OperationLookup
  implements DurableTestRunner<DurableOperation, TResult>
{
  // biome-ignore-end lint/suspicious/noExplicitAny: see above.
  readonly #functionName: string;
  readonly #pollMillis: number;
  readonly #invocationType: InvocationType;
  #client: LambdaClient | undefined;
  #isRunning = false;

  constructor({ functionName, client, config = {} }: CloudDurableTestRunnerParameters) {
    super();
    this.#functionName = functionName;
    this.#client = client;
    this.#pollMillis = config.pollInterval ?? limits.cloudPollMillisDefault;
    this.#invocationType = config.invocationType ?? InvocationType.RequestResponse;
    this.#refuseWaitingUnlessFollowed();
  }

  /**
   * Invokes the function and resolves when its execution has ended, however it did. Rejects when the invocation is refused,
   * when the function is not durable, or when the history cannot be read three times in a row.
   */
  async run(params: InvokeRequest = {}): Promise<TestResult<TResult>> {
    if (this.#isRunning) {
      throw new Error('This runner is still running. Await its run first, or make a runner for each run.');
    }
    this.#isRunning = true;
    try {
      const client = await this.#connect();
      const view = new CloudView(client, await this.#invoke(client, params.payload));
      this.book.open(view);
      await this.#follow(view);
      const { status, result, error } = view.execution;
      return new RunResult<TResult>(
        { status, ...(result === undefined ? {} : { result }), ...(error === undefined ? {} : { error }) },
        view,
      );
    } finally {
      this.#isRunning = false;
      this.book.close();
    }
  }

  /** Forgets the operations of earlier runs. Handles made before see nothing of later ones. */
  reset(): void {
    this.book = new OperationBook();
    this.#refuseWaitingUnlessFollowed();
  }

  async #connect(): Promise<LambdaClient> {
    if (this.#client === undefined) {
      const { LambdaClient } = await loadLambdaClient();
      this.#client = new LambdaClient();
    }
    return this.#client;
  }

  async #invoke(client: LambdaClient, payload: unknown): Promise<string> {
    const { InvokeCommand } = await loadLambdaClient();
    const text = JSON.stringify(payload);
    const { DurableExecutionArn } = await client.send(
      new InvokeCommand({
        FunctionName: this.#functionName,
        InvocationType: this.#invocationType,
        ...(text === undefined ? {} : { Payload: text }),
      }),
    );
    if (DurableExecutionArn !== undefined) return DurableExecutionArn;
    throw new Error(
      `The invocation of ${this.#functionName} answered no execution ARN, so it is not a durable function: it has no ` +
        'DurableConfig, or was invoked with DryRun.',
    );
  }

  async #follow(view: CloudView): Promise<void> {
    let failures = 0;
    for (;;) {
      try {
        await view.refresh();
        failures = 0;
        this.book.update();
      } catch (error) {
        failures += 1;
        if (failures >= limits.cloudAttemptsMax) throw error;
      }
      if (view.execution.status !== ExecutionStatus.RUNNING) return;
      await new Promise<void>((resolve) => {
        afterRealTime(this.#pollMillis, resolve);
      });
    }
  }

  #refuseWaitingUnlessFollowed(): void {
    if (this.#invocationType === InvocationType.Event) return;
    this.book.refuseWaiting(
      'waitForData needs an invocation that does not wait for its end: nothing is known of the execution before. Pass ' +
        'config: { invocationType: InvocationType.Event } to CloudDurableTestRunner.',
    );
  }
}
