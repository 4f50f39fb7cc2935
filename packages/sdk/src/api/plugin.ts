// Observers of executions. A plugin never changes an outcome: what it throws is dropped, what it swallows is restored.

import type { DurableExecutionInvocationOutput } from './handler.ts';
import type { LambdaContext } from './lambda-context.ts';

export const DURABLE_INSTRUMENTATION_PLUGIN_API_VERSION = 1;

export const PluginInvocationStatus = {
  SUCCEEDED: 'SUCCEEDED',
  FAILED: 'FAILED',
  PENDING: 'PENDING',
  /** The invocation itself failed and the service repeats it. */
  RETRYING: 'RETRYING',
} as const;
export type PluginInvocationStatus = (typeof PluginInvocationStatus)[keyof typeof PluginInvocationStatus];

export const PluginOperationStatus = {
  STARTED: 'STARTED',
  READY: 'READY',
  PENDING: 'PENDING',
  SUCCEEDED: 'SUCCEEDED',
  FAILED: 'FAILED',
  TIMED_OUT: 'TIMED_OUT',
  STOPPED: 'STOPPED',
  CANCELLED: 'CANCELLED',
} as const;
export type PluginOperationStatus = (typeof PluginOperationStatus)[keyof typeof PluginOperationStatus];

export interface OperationInfo {
  /** The id that the execution's history shows. */
  id: string;
  name?: string;
  type: string;
  subType?: string;
  parentId?: string;
  status?: PluginOperationStatus;
  startTimestamp?: Date;
  endTimestamp?: Date;
  /** As recorded, not deserialized. */
  result?: string;
  error?: Error;
  attempt?: number;
  /** Whether an earlier invocation has shown this already. */
  isReplay: boolean;
}

export interface OperationEndInfo extends OperationInfo {
  error?: Error;
}

export interface AttemptInfo extends OperationInfo {
  /** 1 in the first attempt. */
  attempt: number;
}

export const AttemptEndInfoOutcome = { SUCCEEDED: 'SUCCEEDED', FAILED: 'FAILED' } as const;
export type AttemptEndInfoOutcome = (typeof AttemptEndInfoOutcome)[keyof typeof AttemptEndInfoOutcome];

export interface AttemptEndInfo extends AttemptInfo {
  outcome: AttemptEndInfoOutcome;
  error?: Error;
}

export interface InvocationBaseInfo {
  requestId: string;
  executionArn: string;
  /** The handler's event. */
  executionInput: unknown;
  /** By id, the execution itself included. */
  operations: Record<string, OperationInfo>;
  executionStartTimestamp?: Date;
  /** Of the Lambda invocation. Not under AWS's SDK. */
  lambdaContext?: LambdaContext;
}

export interface InvocationInfo extends InvocationBaseInfo {
  isFirstInvocation: boolean;
  /** What changed since the previous invocation. */
  updatedOperations: Record<string, OperationInfo>;
}

export interface InvocationEndInfo extends InvocationBaseInfo {
  status: PluginInvocationStatus;
  executionResult?: unknown;
  executionError?: Error;
  isFirstInvocation?: boolean;
}

export interface OperationChangeInfo {
  executionArn: string;
  updatedOperations: Record<string, OperationInfo>;
  operations: Record<string, OperationInfo>;
}

export type CustomerFnResult = unknown;
export type CustomerFn = () => CustomerFnResult;

/** All hooks are optional. Operations wait for the promises that hooks return. */
export interface DurableInstrumentationPlugin {
  onInvocationStart?(info: InvocationInfo): Promise<void>;
  wrapInvocation?(
    info: InvocationInfo,
    fn: () => Promise<DurableExecutionInvocationOutput>,
  ): Promise<DurableExecutionInvocationOutput>;
  onInvocationEnd?(info: InvocationEndInfo): Promise<void>;
  onOperationStart?(info: OperationInfo): Promise<void>;
  wrapChildContextFn?(info: OperationInfo, fn: CustomerFn): CustomerFnResult;
  onOperationEnd?(info: OperationEndInfo): Promise<void>;
  onOperationAttemptStart?(info: AttemptInfo): Promise<void>;
  wrapOperationAttemptFn?(info: AttemptInfo, fn: CustomerFn): CustomerFnResult;
  onOperationAttemptEnd?(info: AttemptEndInfo): Promise<void>;
  onOperationChange?(info: OperationChangeInfo): Promise<void>;
  /** Members that every line of the default logger gets. Synchronous. */
  enrichLogContext?(): Record<string, string | number | boolean> | undefined;
}

export type DurableInstrumentationPluginType<
  Plugin extends DurableInstrumentationPlugin = DurableInstrumentationPlugin,
> = abstract new (
  ...args: never[]
) => Plugin;

/** What a module that the environment names must export as `durableExecutionPluginProvider`. */
export interface DurableInstrumentationPluginProvider<
  Plugin extends DurableInstrumentationPlugin = DurableInstrumentationPlugin,
> {
  readonly pluginApiVersion: typeof DURABLE_INSTRUMENTATION_PLUGIN_API_VERSION;
  readonly pluginType: DurableInstrumentationPluginType<Plugin>;
  createPlugin(): Plugin;
}
