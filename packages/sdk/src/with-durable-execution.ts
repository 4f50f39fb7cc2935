// The wrapper that makes a handler a durable function.

import type { DurableExecutionClient } from './api/client.ts';
import type { DurableContext } from './api/durable-context.ts';
import type {
  DurableExecutionConfig,
  DurableExecutionHandler,
  DurableExecutionInvocationInput,
  DurableExecutionInvocationOutput,
  DurableLambdaHandler,
} from './api/handler.ts';
import type { LambdaContext } from './api/lambda-context.ts';
import type { DurableLogger } from './api/logger.ts';
import type { InvocationEndInfo, InvocationInfo } from './api/plugin.ts';
import { readState } from './checkpoint-queue.ts';
import { systemClock } from './clock.ts';
import { isStateLost } from './errors/checkpoint-failure.ts';
import { errorShown, toErrorObject } from './errors/error-object.ts';
import {
  assertDurableEvent,
  DurableExecutionInvocationInputWithClient,
  handlerEvent,
} from './invocation-input.ts';
import { limits } from './limits.ts';
import { observed } from './never.ts';
import { operationInfos } from './plugins/operation-info.ts';
import { loadPlugins } from './plugins/plugin-loader.ts';
import { PluginRunner } from './plugins/plugin-runner.ts';
import { type InvocationEnd, RunningInvocation } from './run-invocation.ts';
import { toDate } from './timestamps.ts';
import { DurableExecutionApiClient } from './transport/api-client.ts';

/**
 * Wraps a handler so that every operation of its context is recorded and the execution survives crashes, restarts and
 * long waits: the service calls the wrapped function again and again, and the context answers what is recorded.
 *
 * @example
 * export const handler = withDurableExecution(async (order: Order, context) => {
 *   const payment = await context.step('charge', () => charge(order));
 *   await context.wait({ days: 1 });
 *   return context.step('ship', () => ship(order, payment));
 * });
 */
// biome-ignore-start lint/suspicious/noExplicitAny: an event without annotation is usable without a cast, as in every Lambda handler.
export function withDurableExecution<
  TEvent = any,
  TResult = any,
  TLogger extends DurableLogger = DurableLogger,
>(
  // biome-ignore-end lint/suspicious/noExplicitAny: see above.
  handler: DurableExecutionHandler<TEvent, TResult, TLogger>,
  config: DurableExecutionConfig = {},
): DurableLambdaHandler {
  assertDelay(config.checkpointDelayMillis);
  // Loading begins with the function, not with its first invocation. A failure is reported by each invocation.
  const loadedPlugins = observed(loadPlugins(process.env.DURABLE_EXECUTION_PLUGINS));
  return async (event, lambdaContext) => {
    assertDurableEvent(event);
    if (config.client !== undefined && config.durableExecutionClient !== undefined)
      return failed(twoClients());
    let plugins: PluginRunner;
    try {
      plugins = new PluginRunner([...(config.plugins ?? []), ...(await loadedPlugins)]);
    } catch (error) {
      return failed(error);
    }
    const run = (input: unknown, context: DurableContext): Promise<TResult> =>
      handler(input as TEvent, context as DurableContext<TLogger>);
    return invoke({ event, lambdaContext, config, plugins, run });
  };
}

function assertDelay(millis: number | undefined): void {
  const { checkpointDelayMsMax } = limits;
  if (millis === undefined || (millis >= 0 && millis <= checkpointDelayMsMax)) return;
  throw new RangeError(`checkpointDelayMillis must be from 0 to ${checkpointDelayMsMax}; got ${millis}.`);
}

interface Call {
  event: DurableExecutionInvocationInput;
  lambdaContext: LambdaContext;
  config: DurableExecutionConfig;
  plugins: PluginRunner;
  run: (input: unknown, context: DurableContext) => Promise<unknown>;
}

const failed = (error: unknown): DurableExecutionInvocationOutput => ({
  Status: 'FAILED',
  Error: toErrorObject(error),
});

async function invoke(call: Call): Promise<DurableExecutionInvocationOutput> {
  const { event, lambdaContext, config, plugins } = call;
  const client = chooseClient(event, config);
  const injected = DurableExecutionInvocationInputWithClient.isInstance(event) ? event : undefined;
  injected?.watch?.attach();
  const operations = [...event.InitialExecutionState.Operations];
  try {
    const marker = event.InitialExecutionState.NextMarker;
    if (marker) {
      operations.push(...(await readState(client, event.DurableExecutionArn, event.CheckpointToken, marker)));
    }
  } catch (error) {
    if (isStateLost(error)) return failed(error);
    throw error;
  }
  const input = handlerEvent(operations);
  const running = new RunningInvocation({
    executionArn: event.DurableExecutionArn,
    checkpointToken: event.CheckpointToken,
    operations,
    updatedOperationIds: event.UpdatedOperationIds ?? [],
    childOperationsDepth: config.pluginsConfig?.childOperationsDepth ?? 0,
    checkpointDelayMs: config.checkpointDelayMillis ?? 0,
    client,
    clock: injected?.clock ?? systemClock,
    watch: injected?.watch,
    lambdaContext,
    plugins,
  });
  try {
    const execute = (): Promise<InvocationEnd> => running.run((context) => call.run(input, context));
    return plugins.isEmpty && isDepth(config)
      ? answer(await execute())
      : await observe(call, running, input, execute);
  } finally {
    running.dispose();
  }
}

function chooseClient(
  event: DurableExecutionInvocationInput,
  config: DurableExecutionConfig,
): DurableExecutionClient {
  if (DurableExecutionInvocationInputWithClient.isInstance(event)) return event.durableExecutionClient;
  return config.durableExecutionClient ?? new DurableExecutionApiClient(config.client);
}

function answer(end: InvocationEnd): DurableExecutionInvocationOutput {
  if (end.kind === 'thrown') throw end.error;
  return end.output;
}

const isDepth = (config: DurableExecutionConfig): boolean => {
  const depth = config.pluginsConfig?.childOperationsDepth;
  return depth === undefined || depth === Number.POSITIVE_INFINITY || (Number.isInteger(depth) && depth >= 0);
};

/** Runs an invocation in the sight of plugins. */
async function observe(
  call: Call,
  running: RunningInvocation,
  input: unknown,
  execute: () => Promise<InvocationEnd>,
): Promise<DurableExecutionInvocationOutput> {
  const { plugins } = call;
  const info = invocationInfo(call, running, input);
  await plugins.notify('onInvocationStart', info);
  if (!isDepth(call.config)) {
    const depth = String(call.config.pluginsConfig?.childOperationsDepth);
    const error = new Error(
      `pluginsConfig.childOperationsDepth must be a non-negative integer or Infinity; got ${depth}.`,
    );
    const output = failed(error);
    await plugins.notify('onInvocationEnd', endInfo(info, running, { kind: 'answered', output, error }));
    return output;
  }
  return plugins.wrapInvocation(info, async () => {
    const end = await execute();
    await plugins.notify('onInvocationEnd', endInfo(info, running, end));
    return answer(end);
  });
}

function invocationInfo(call: Call, running: RunningInvocation, input: unknown): InvocationInfo {
  const { records, updatedOperationIds, executionArn } = running.invocation;
  const info: InvocationInfo = {
    requestId: call.lambdaContext.awsRequestId,
    lambdaContext: call.lambdaContext,
    executionArn,
    executionInput: input,
    operations: operationInfos(records),
    isFirstInvocation: records.size <= 1,
    updatedOperations: operationInfos(records, updatedOperationIds),
  };
  for (const record of records.all()) {
    const startTimestamp = record.Type === 'EXECUTION' ? toDate(record.StartTimestamp) : undefined;
    if (startTimestamp !== undefined) info.executionStartTimestamp = startTimestamp;
  }
  return info;
}

function endInfo(start: InvocationInfo, running: RunningInvocation, end: InvocationEnd): InvocationEndInfo {
  const { updatedOperations: _, ...base } = start;
  const info: InvocationEndInfo = {
    ...base,
    operations: operationInfos(running.invocation.records),
    status: end.kind === 'thrown' ? 'RETRYING' : end.output.Status,
  };
  if (end.kind === 'answered' && end.output.Status === 'SUCCEEDED') info.executionResult = end.value;
  if (end.error !== undefined) info.executionError = errorShown(end.error);
  return info;
}

const twoClients = (): Error =>
  new Error(
    'Both `client` and `durableExecutionClient` were provided, but only one of them can carry the requests. ' +
      'Keep `durableExecutionClient`; to use a Lambda client of your own, pass ' +
      '`{ durableExecutionClient: new DurableExecutionApiClient(myLambdaClient) }`.',
  );
