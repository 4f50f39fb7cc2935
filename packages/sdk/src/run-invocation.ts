// Owns: one invocation from its loaded state to its output.
//
// The handler races against everything that can end it early. Whoever wins, queued updates are sent before the answer:
// the service takes the answer as the last word.

import type { DurableExecutionClient } from './api/client.ts';
import type { DurableContext } from './api/durable-context.ts';
import type { DurableExecutionInvocationOutput } from './api/handler.ts';
import type { LambdaContext } from './api/lambda-context.ts';
import type { WireOperation } from './api/wire.ts';
import { CheckpointQueue } from './checkpoint-queue.ts';
import type { Clock } from './clock.ts';
import { ContextNode, type ContextSettings } from './context/context-node.ts';
import { DurableContextFace } from './context/durable-context.ts';
import { bindLogger } from './context/logging-settings.ts';
import { runInScope } from './context/scope.ts';
import { checkpointFailure } from './errors/checkpoint-failure.ts';
import { toErrorObject } from './errors/error-object.ts';
import { UnrecoverableError } from './errors/unrecoverable-errors.ts';
import type { Invocation } from './invocation.ts';
import { limits } from './limits.ts';
import { DefaultLogger } from './logger/default-logger.ts';
import { wireId } from './operation-id.ts';
import { OperationRecords } from './operation-records.ts';
import { OperationWaits } from './operation-waits.ts';
import { operationInfos } from './plugins/operation-info.ts';
import type { PluginRunner } from './plugins/plugin-runner.ts';
import type { ReplayWatch } from './replay-watch.ts';
import { defaultSerdes } from './serdes/json-serdes.ts';
import { type Ending, Suspension } from './suspension.ts';

export interface InvocationOptions {
  executionArn: string;
  checkpointToken: string;
  operations: readonly WireOperation[];
  updatedOperationIds: readonly string[];
  childOperationsDepth: number;
  checkpointDelayMs: number;
  client: DurableExecutionClient;
  clock: Clock;
  watch: ReplayWatch | undefined;
  lambdaContext: LambdaContext;
  plugins: PluginRunner;
}

/** How an invocation ended: what the service is told, or the error with which the invocation itself fails. */
export type InvocationEnd =
  | { kind: 'answered'; output: DurableExecutionInvocationOutput; value?: unknown; error?: unknown }
  | { kind: 'thrown'; error: unknown };

/** An invocation whose state is loaded. */
export class RunningInvocation {
  readonly invocation: Invocation;
  readonly #settings: ContextSettings;

  constructor(options: InvocationOptions) {
    this.invocation = assemble(options, () => this.#settings.logger);
    const { plugins } = options;
    const logger = new DefaultLogger(plugins.isEmpty ? undefined : () => plugins.enrichLogContext());
    bindLogger(logger, this.invocation);
    this.#settings = {
      logger,
      modeAware: true,
      defaultSerdes,
      defaultCallbackDeserializer: undefined,
    };
  }

  /** Runs the handler to its end or to its suspension. */
  async run(handler: (context: DurableContext) => Promise<unknown>): Promise<InvocationEnd> {
    const { invocation } = this;
    const node = new ContextNode({
      invocation,
      parent: undefined,
      rawId: undefined,
      isVirtual: false,
      mode: invocation.records.size > 1 ? 'replay' : 'execution',
      settings: this.#settings,
    });
    const code = async (): Promise<HandlerOutcome> => {
      try {
        return { kind: 'returned', value: await handler(node.open()) };
      } catch (error) {
        return { kind: 'threw', error };
      }
    };
    const handled = runInScope({ contextId: node.contextId, node }, code);
    const outcome = await Promise.race([handled, invocation.suspension.ended]);
    await invocation.watch?.linger();
    await invocation.queue.drained();
    return this.#conclude(outcome);
  }

  /** Leaves nothing behind: no timer, and no request that would still be sent. */
  dispose(): void {
    this.invocation.queue.close();
    this.invocation.waits.dispose();
    this.invocation.suspension.end({ kind: 'suspended' });
  }

  async #conclude(outcome: HandlerOutcome | Ending): Promise<InvocationEnd> {
    if (outcome.kind === 'suspended') return { kind: 'answered', output: { Status: 'PENDING' } };
    if (outcome.kind === 'failed') return conclusionOf(outcome.error);
    const { suspension, watch } = this.invocation;
    // What was queued when the handler returned belongs to its outcome: without it, the outcome does not count.
    // Under a watch nothing is queued, and the invocation may have suspended while it lingered.
    if (suspension.isEnding && watch === undefined) return this.#conclude(await suspension.ended);
    if (outcome.kind === 'threw') return conclusionOf(outcome.error);
    return this.#succeed(outcome.value);
  }

  async #succeed(value: unknown): Promise<InvocationEnd> {
    let result: string | undefined;
    try {
      result = JSON.stringify(value);
    } catch (error) {
      return conclusionOf(error);
    }
    if (result === undefined) return { kind: 'answered', output: { Status: 'SUCCEEDED' }, value };
    if (Buffer.byteLength(result) <= limits.resultBytesMax) {
      return { kind: 'answered', output: { Status: 'SUCCEEDED', Result: result }, value };
    }
    const { queue, clock, suspension } = this.invocation;
    const rawId = `execution-result-${clock.now()}`;
    const recorded = queue.addAcknowledged(
      { rawId, rawParentId: undefined },
      {
        Id: wireId(rawId),
        Action: 'SUCCEED',
        Type: 'EXECUTION',
        Payload: result,
      },
    );
    const end = await Promise.race([recorded, suspension.ended]);
    // The service closes the execution with this update, so that it gives no further token: that is success too.
    if (end?.kind === 'failed') return conclusionOf(end.error);
    return { kind: 'answered', output: { Status: 'SUCCEEDED', Result: '' }, value };
  }
}

type HandlerOutcome = { kind: 'returned'; value: unknown } | { kind: 'threw'; error: unknown };

function conclusionOf(error: unknown): InvocationEnd {
  if (error instanceof UnrecoverableError && error.ends === 'invocation') return { kind: 'thrown', error };
  return { kind: 'answered', output: { Status: 'FAILED', Error: toErrorObject(error) }, error };
}

function assemble(options: InvocationOptions, logger: () => ContextSettings['logger']): Invocation {
  const { client, clock, executionArn, checkpointToken, lambdaContext, plugins } = options;
  const records = new OperationRecords();
  records.merge(options.operations);
  const suspension: Suspension = new Suspension({ clock, isQueueIdle: () => queue.isIdle });
  const queue: CheckpointQueue = new CheckpointQueue({
    client,
    clock,
    executionArn,
    checkpointToken,
    records,
    logger,
    delayMs: options.checkpointDelayMs,
    isExecuting: () => suspension.isExecuting,
    onBusy: () => suspension.interrupt(),
    onIdle: () => suspension.evaluate(),
    onFailure: (error) => suspension.end({ kind: 'failed', error: checkpointFailure(error) }),
    onDismissed: () => suspension.end({ kind: 'suspended' }),
    onChange: (changed) =>
      plugins.isEmpty
        ? undefined
        : plugins.notify('onOperationChange', {
            executionArn,
            updatedOperations: operationInfos(records, changed),
            operations: operationInfos(records),
          }),
  });
  const remainingMs = (): number => lambdaContext.getRemainingTimeInMillis();
  return {
    executionArn,
    lambdaContext,
    clock,
    watch: options.watch,
    records,
    queue,
    suspension,
    plugins,
    waits: new OperationWaits({ clock, records, queue, remainingMs }),
    updatedOperationIds: new Set(options.updatedOperationIds),
    childOperationsDepth: options.childOperationsDepth,
    openContext: (node) => new DurableContextFace(node),
  };
}
