// Ports for tests of the wire form: they keep what they were asked and answer what a test tells them to. The control plane
// of functions is the real one, on a store in memory.

import { accepted, type ExecutionId, limits, type Realm } from '@perdure/protocol';
import { MemoryStore } from '@perdure/store';
import type { ExecutionService } from '../../executions/execution-service.ts';
import type { DeployedFunction } from '../../functions/deployed-function.ts';
import type { FunctionDirectory } from '../../functions/function-directory.ts';
import { FunctionRegistry } from '../../functions/function-registry.ts';
import type { LambdaApiPorts } from '../lambda-api.ts';
import type { PlainInvoker } from '../plain-invoker.ts';

export const home: Realm = { partition: 'aws', region: 'eu-west-1', account: '000000000000' };
export const functionArn = 'arn:aws:lambda:eu-west-1:000000000000:function:order';
export const executionArn = `${functionArn}:3/durable-execution/order-17/0198c6a1-0000-7000-8000-000000000001`;
export const startedAt = 1_767_225_600_123;
export const endedAt = 1_767_225_605_500;

export const reference = {
  realm: home,
  functionName: 'order',
  functionVersion: '3',
  executionName: 'order-17',
  executionId: '0198c6a1-0000-7000-8000-000000000001' as ExecutionId,
};

export const durableFunction: DeployedFunction = {
  functionName: 'order',
  version: '3',
  revisionId: 'r1',
  runtime: 'nodejs24.x',
  handler: 'index.handler',
  role: 'arn:aws:iam::000000000000:role/order',
  codeSha256: 'sha',
  timeoutSeconds: 3,
  memoryMegabytes: 128,
  environment: {},
  environmentConcurrency: 1,
  durable: { ExecutionTimeout: 900, RetentionPeriodInDays: 14 },
};

export const plainFunction = ((): DeployedFunction => {
  const { durable: _durable, ...plain } = durableFunction;
  return { ...plain, functionName: 'resize' };
})();

/** Every call that reached a port, by `port.method`, with its arguments. */
export type Asked = { readonly port: string; readonly args: readonly unknown[] }[];

type Method = (...args: never[]) => unknown;
export type Overrides<Port> = { [Name in keyof Port]?: Port[Name] };

function recorded<Port extends object>(name: string, port: Port, asked: Asked): Port {
  return new Proxy(port, {
    get(target, property, receiver) {
      const method: unknown = Reflect.get(target, property, receiver);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) => {
        asked.push({ port: `${name}.${String(property)}`, args });
        return Reflect.apply(method as Method, target, args);
      };
    },
  });
}

const executionsDefault: ExecutionService = {
  start: async () => accepted({ executionArn, reference, functionVersion: '3' }),
  outcome: async () => accepted({ status: 'SUCCEEDED', result: '{"done":true}' }),
  checkpoint: async () => accepted({ CheckpointToken: 'T2', NewExecutionState: { Operations: [] } }),
  state: async () => accepted({ Operations: [] }),
  describe: async () =>
    accepted({
      DurableExecutionArn: executionArn,
      DurableExecutionName: 'order-17',
      FunctionArn: `${functionArn}:3`,
      Version: '3',
      Status: 'SUCCEEDED',
      StartTimestamp: startedAt,
      EndTimestamp: endedAt,
      DurableConfig: { ExecutionTimeout: 900, RetentionPeriodInDays: 14 },
      ExecutionDataIncluded: true,
    }),
  history: async () => accepted({ Events: [] }),
  list: async () => accepted({ DurableExecutions: [] }),
  stop: async () => accepted({ stoppedAt: endedAt }),
  pause: async () => accepted({ requestedAt: endedAt }),
  resume: async () => accepted({ requestedAt: endedAt }),
  delete: async () => accepted({ requestedAt: endedAt }),
  succeedCallback: async () => accepted(undefined),
  failCallback: async () => accepted(undefined),
  heartbeatCallback: async () => accepted(undefined),
};

const directoryDefault: FunctionDirectory = {
  resolve: async (functionName) => accepted(functionName === 'resize' ? plainFunction : durableFunction),
  version: async () => durableFunction,
  exists: async () => true,
};

const plainDefault: PlainInvoker = {
  invoke: async (_deployed, { payload }) =>
    accepted({ kind: 'returned', body: payload, logTail: 'a line\n' }),
  enqueue: async () => accepted(undefined),
};

export interface FakePorts {
  readonly ports: LambdaApiPorts;
  readonly asked: Asked;
}

/** Ports that accept everything, except where `overrides` says otherwise. */
export function fakePorts(
  overrides: {
    executions?: Overrides<ExecutionService>;
    directory?: Overrides<FunctionDirectory>;
    plainInvoker?: Overrides<PlainInvoker>;
  } = {},
): FakePorts {
  const asked: Asked = [];
  const ports: LambdaApiPorts = {
    home,
    limits,
    executions: recorded('executions', { ...executionsDefault, ...overrides.executions }, asked),
    directory: recorded('directory', { ...directoryDefault, ...overrides.directory }, asked),
    functions: new FunctionRegistry({ store: new MemoryStore(), realm: home, now: () => startedAt }),
    plainInvoker: recorded('plainInvoker', { ...plainDefault, ...overrides.plainInvoker }, asked),
  };
  return { ports, asked };
}
