// Runs durable functions against the service double: one invocation, or one after the other until there is an outcome.

import type {
  DurableExecutionConfig,
  DurableExecutionHandler,
  DurableExecutionInvocationOutput,
  LambdaContext,
} from '../src/index.ts';
import { withDurableExecution } from '../src/index.ts';
import { ServiceDouble, type ServiceDoubleOptions } from './service-double.ts';

const REMAINING_MS = 900_000;

export const lambdaContext: LambdaContext = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'orders',
  functionVersion: '7',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders:7',
  memoryLimitInMB: '128',
  awsRequestId: 'request-1',
  logGroupName: 'group',
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => REMAINING_MS,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};

export interface Run {
  service: ServiceDouble;
  /** Of each invocation, in order. */
  outputs: DurableExecutionInvocationOutput[];
  output: DurableExecutionInvocationOutput;
}

export interface DriveOptions extends ServiceDoubleOptions {
  service?: ServiceDouble;
  config?: DurableExecutionConfig;
  /** What happens between two invocations. Default: a day passes. */
  between?: (service: ServiceDouble, invocations: number) => void;
  invocationsMax?: number;
}

const SECONDS_PER_DAY = 86_400;

/** The wrapper of an SDK, for running the same handler under two. */
export type Wrapper = (
  handler: DurableExecutionHandler,
  config: DurableExecutionConfig,
) => (event: never, context: never) => Promise<unknown>;

/** Invokes a handler until it no longer answers PENDING. */
export async function drive(
  handler: DurableExecutionHandler,
  options: DriveOptions = {},
  wrapper: Wrapper = withDurableExecution,
): Promise<Run> {
  const service = options.service ?? new ServiceDouble(options);
  const between = options.between ?? ((double) => double.advance(SECONDS_PER_DAY));
  const invoke = wrapper(handler, { durableExecutionClient: service, ...options.config });
  const outputs: DurableExecutionInvocationOutput[] = [];
  for (let invocation = 1; ; invocation++) {
    const output = (await invoke(
      service.event() as never,
      lambdaContext as never,
    )) as DurableExecutionInvocationOutput;
    outputs.push(output);
    if (output.Status !== 'PENDING' || invocation === (options.invocationsMax ?? 50))
      return { service, outputs, output };
    between(service, invocation);
  }
}

/** The result of a handler that succeeds. */
export function resultOf(run: Run): unknown {
  if (run.output.Status !== 'SUCCEEDED') throw new Error(`Not a success: ${JSON.stringify(run.output)}`);
  return run.output.Result === undefined ? undefined : JSON.parse(run.output.Result);
}

/** Requests in short: `START Step name 1-1`. */
export const shape = (service: ServiceDouble): string[][] =>
  service.requests.map((updates) =>
    updates.map((update) => [update.Action, update.SubType, update.Name].filter(Boolean).join(' ')),
  );
