// The public types against those of AWS's SDK, at compile time: each type of one name is assigned both ways. What
// cannot be is listed at the end with its reason. `tsc` is what fails here; the test only says that it was compiled.

import type * as aws from '@aws/durable-execution-sdk-js';
import type { Context as AwsLambdaContext } from 'aws-lambda';
import { expect, test } from 'vitest';
import type * as ours from '../src/index.ts';

type Extends<A, B> = [A] extends [B] ? true : false;
/** True when a value of either type can stand where the other is asked for. */
type Both<A, B> = Extends<A, B> extends true ? Extends<B, A> : false;

const isTrue = <T extends true>(): T => true as T;

/** AWS's types with their enums opened, as enum members are never assignable from outside their enum. */
type Open<E extends string> = `${E}`;

interface Order {
  id: string;
}

export function wireTypes(): true[] {
  return [
    isTrue<Both<aws.WireTimestamp, ours.WireTimestamp>>(),
    isTrue<Both<aws.Operation, ours.Operation>>(),
    isTrue<Both<aws.WireOperation, ours.WireOperation>>(),
    isTrue<Both<aws.OperationUpdate, ours.OperationUpdate>>(),
    isTrue<Both<aws.ErrorObject, ours.ErrorObject>>(),
    isTrue<Both<aws.ExecutionDetails, ours.ExecutionDetails>>(),
    isTrue<Both<aws.ContextDetails, ours.ContextDetails>>(),
    isTrue<Both<aws.StepDetails, ours.StepDetails>>(),
    isTrue<Both<aws.WireStepDetails, ours.WireStepDetails>>(),
    isTrue<Both<aws.WaitDetails, ours.WaitDetails>>(),
    isTrue<Both<aws.WireWaitDetails, ours.WireWaitDetails>>(),
    isTrue<Both<aws.CallbackDetails, ours.CallbackDetails>>(),
    isTrue<Both<aws.ChainedInvokeDetails, ours.ChainedInvokeDetails>>(),
    isTrue<Both<aws.ContextOptions, ours.ContextOptions>>(),
    isTrue<Both<aws.StepOptions, ours.StepOptions>>(),
    isTrue<Both<aws.WaitOptions, ours.WaitOptions>>(),
    isTrue<Both<aws.CallbackOptions, ours.CallbackOptions>>(),
    isTrue<Both<aws.ChainedInvokeOptions, ours.ChainedInvokeOptions>>(),
    isTrue<Both<aws.CheckpointUpdatedExecutionState, ours.CheckpointUpdatedExecutionState>>(),
    isTrue<Both<aws.CheckpointDurableExecutionRequest, ours.CheckpointDurableExecutionRequest>>(),
    isTrue<Both<aws.CheckpointDurableExecutionResponse, ours.CheckpointDurableExecutionResponse>>(),
    isTrue<Both<aws.GetDurableExecutionStateRequest, ours.GetDurableExecutionStateRequest>>(),
    isTrue<Both<aws.GetDurableExecutionStateResponse, ours.GetDurableExecutionStateResponse>>(),
    isTrue<Both<aws.DurableExecutionInvocationInput, ours.DurableExecutionInvocationInput>>(),
    isTrue<Both<aws.DurableExecutionClient, ours.DurableExecutionClient>>(),
    isTrue<Both<aws.OperationType, ours.OperationType>>(),
    isTrue<Both<aws.OperationStatus, ours.OperationStatus>>(),
    isTrue<Both<aws.OperationAction, ours.OperationAction>>(),
  ];
}

export function handlerTypes(): true[] {
  return [
    isTrue<Both<AwsLambdaContext, ours.LambdaContext>>(),
    isTrue<Both<aws.Duration, ours.Duration>>(),
    isTrue<Both<aws.RetryDecision, ours.RetryDecision>>(),
    isTrue<Both<aws.ChildConfig<Order>, ours.ChildConfig<Order>>>(),
    isTrue<Both<aws.InvokeConfig<Order, string>, ours.InvokeConfig<Order, string>>>(),
    isTrue<Both<aws.WaitForConditionDecision, ours.WaitForConditionDecision>>(),
    isTrue<Both<aws.WaitForConditionConfig<Order>, ours.WaitForConditionConfig<Order>>>(),
    isTrue<Both<aws.WaitForConditionCheckFunc<Order>, ours.WaitForConditionCheckFunc<Order>>>(),
    isTrue<Both<aws.WaitForConditionWaitStrategyFunc<Order>, ours.WaitForConditionWaitStrategyFunc<Order>>>(),
    isTrue<Both<aws.StepFunc<Order>, ours.StepFunc<Order>>>(),
    isTrue<Both<aws.Serdes<Order>, ours.Serdes<Order>>>(),
    isTrue<Both<aws.SerdesContext, ours.SerdesContext>>(),
    isTrue<Both<aws.SerdesConfig, ours.SerdesConfig>>(),
    isTrue<Both<aws.AnySerdes, ours.AnySerdes>>(),
    isTrue<Both<aws.AnySerdesDeserializer, ours.AnySerdesDeserializer>>(),
    isTrue<Both<aws.DurableLogger, ours.DurableLogger>>(),
    isTrue<
      Both<aws.DurableContextLogger<aws.DurableLogger>, ours.DurableContextLogger<ours.DurableLogger>>
    >(),
    isTrue<Both<aws.DurableLogData, ours.DurableLogData>>(),
    isTrue<Both<aws.DurableLoggingContext, ours.DurableLoggingContext>>(),
    isTrue<Both<aws.CompletionReason, ours.CompletionReason>>(),
    isTrue<Both<aws.ThresholdCompletionConfig, ours.ThresholdCompletionConfig>>(),
    isTrue<Both<aws.ConcurrentExecutionItem<Order>, ours.ConcurrentExecutionItem<Order>>>(),
    isTrue<Both<aws.DurableExecutionClientErrorScope, ours.DurableExecutionClientErrorScope>>(),
    isTrue<Both<aws.DurableExecutionClientErrorOptions, ours.DurableExecutionClientErrorOptions>>(),
  ];
}

export function pluginTypes(): true[] {
  return [
    isTrue<Both<aws.OperationInfo, ours.OperationInfo>>(),
    isTrue<Both<aws.OperationEndInfo, ours.OperationEndInfo>>(),
    isTrue<Both<aws.AttemptInfo, ours.AttemptInfo>>(),
    isTrue<Both<aws.AttemptEndInfo, ours.AttemptEndInfo>>(),
    isTrue<Both<aws.InvocationInfo, ours.InvocationInfo>>(),
    isTrue<Both<aws.InvocationEndInfo, ours.InvocationEndInfo>>(),
    isTrue<Both<aws.OperationChangeInfo, ours.OperationChangeInfo>>(),
    isTrue<Both<aws.PluginInvocationStatus, ours.PluginInvocationStatus>>(),
    isTrue<Both<aws.PluginOperationStatus, ours.PluginOperationStatus>>(),
    isTrue<Both<aws.AttemptEndInfoOutcome, ours.AttemptEndInfoOutcome>>(),
  ];
}

/** The enums have the same members with the same values. */
export function enumTypes(): true[] {
  return [
    isTrue<Both<Open<aws.StepSemantics>, ours.StepSemantics>>(),
    isTrue<Both<Open<aws.JitterStrategy>, ours.JitterStrategy>>(),
    isTrue<Both<Open<aws.NestingType>, ours.NestingType>>(),
    isTrue<Both<Open<aws.BatchItemStatus>, ours.BatchItemStatus>>(),
    isTrue<Both<Open<aws.CompletionOutcome>, ours.CompletionOutcome>>(),
    isTrue<Both<Open<aws.InvocationStatus>, ours.InvocationStatus>>(),
    isTrue<Both<Open<aws.OperationSubType>, ours.OperationSubType>>(),
    isTrue<Both<Open<aws.FileSystemSerdesMode>, ours.FileSystemSerdesMode>>(),
    isTrue<Both<Open<aws.FileSystemPathEncoding>, ours.FileSystemPathEncoding>>(),
    isTrue<Both<Open<aws.FieldMatchMode>, ours.FieldMatchMode>>(),
    isTrue<Both<Open<aws.PreviewMode>, ours.PreviewMode>>(),
  ];
}

// Where AWS's type holds an enum, what its SDK answers is assignable to ours; the other way would need the enum.
export function oneWayTypes(): true[] {
  return [
    isTrue<Extends<aws.BatchItem<Order>['status'], string>>(),
    isTrue<Extends<keyof aws.BatchResult<Order>, keyof ours.BatchResult<Order>>>(),
    isTrue<Extends<keyof ours.BatchResult<Order>, keyof aws.BatchResult<Order>>>(),
    isTrue<Both<keyof aws.DurableContext, keyof ours.DurableContext>>(),
    isTrue<Both<keyof aws.StepConfig<Order>, keyof ours.StepConfig<Order>>>(),
    isTrue<Both<keyof aws.MapConfig<Order, Order>, keyof ours.MapConfig<Order, Order>>>(),
    isTrue<Both<keyof aws.ConcurrencyConfig<Order>, keyof ours.ConcurrencyConfig<Order>>>(),
    isTrue<Both<keyof aws.WithRetryConfig<Order>, keyof ours.WithRetryConfig<Order>>>(),
    isTrue<Both<keyof aws.DurableExecutionConfig, keyof ours.DurableExecutionConfig>>(),
    isTrue<Both<keyof aws.FileSystemSerdesConfig, keyof ours.FileSystemSerdesConfig>>(),
    isTrue<Both<keyof aws.PreviewConfig, keyof ours.PreviewConfig>>(),
    // A LambdaClient may be passed although its type is not named.
    isTrue<Extends<NonNullable<aws.DurableExecutionConfig['client']>, ours.LambdaClientPort>>(),
  ];
}

test('sdk 1.2: the public types of both SDKs stand for each other', () => {
  const all = [...wireTypes(), ...handlerTypes(), ...pluginTypes(), ...enumTypes(), ...oneWayTypes()];
  expect(all.every(Boolean)).toBe(true);
});
