// The public types against those of AWS's testing library, at compile time. Tests that were written against one library
// compile against the other. `tsc` is what fails here; the test says that it was compiled, and compares the values.

import * as aws from '@aws/durable-execution-sdk-js-testing';
import type { Event as AwsEvent } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import * as ours from '../src/index.ts';

type Extends<A, B> = [A] extends [B] ? true : false;
/** True when a value of either type can stand where the other is asked for. */
type Both<A, B> = Extends<A, B> extends true ? Extends<B, A> : false;
const isTrue = <T extends true>(): T => true as T;

interface Order {
  id: string;
}

function sameTypes(): true[] {
  return [
    isTrue<Both<aws.InvokeRequest, ours.InvokeRequest>>(),
    isTrue<Both<aws.Invocation, ours.Invocation>>(),
    isTrue<Both<aws.TestResultError, ours.TestResultError>>(),
    isTrue<Both<aws.ContextDetails<Order>, ours.ContextDetails<Order>>>(),
    isTrue<Both<aws.StepDetails<Order>, ours.StepDetails<Order>>>(),
    isTrue<Both<aws.CallbackDetails<Order>, ours.CallbackDetails<Order>>>(),
    isTrue<Both<aws.ChainedInvokeDetails<Order>, ours.ChainedInvokeDetails<Order>>>(),
    isTrue<Both<aws.WaitResultDetails, ours.WaitResultDetails>>(),
    isTrue<Both<aws.Operation, ours.Operation>>(),
    isTrue<Both<aws.WireOperation, ours.WireOperation>>(),
    isTrue<Both<aws.OperationStatus, ours.OperationStatus>>(),
    isTrue<Both<aws.OperationType, ours.OperationType>>(),
    isTrue<Both<aws.ExecutionStatus, ours.ExecutionStatus>>(),
    isTrue<Both<aws.InvocationType, ours.InvocationType>>(),
    isTrue<Both<`${aws.WaitingOperationStatus}`, ours.WaitingOperationStatus>>(),
    isTrue<Both<keyof aws.DurableOperation, keyof ours.DurableOperation>>(),
    isTrue<Both<keyof aws.TestResult, keyof ours.TestResult>>(),
    isTrue<Both<Parameters<aws.TestResult['print']>, Parameters<ours.TestResult['print']>>>(),
    isTrue<
      Both<
        keyof aws.DurableTestRunner<aws.DurableOperation, Order>,
        keyof ours.DurableTestRunner<ours.DurableOperation, Order>
      >
    >(),
  ];
}

// Ours has everything that AWS's has; what a parameter accepts is at least as much.
function widerTypes(): true[] {
  return [
    isTrue<Extends<keyof aws.LocalDurableTestRunner, keyof ours.LocalDurableTestRunner>>(),
    isTrue<Extends<keyof aws.CloudDurableTestRunner, keyof ours.CloudDurableTestRunner>>(),
    // `default` is what a CommonJS module seems to have.
    isTrue<Extends<Exclude<keyof typeof aws, 'default'>, keyof typeof ours>>(),
    isTrue<Extends<aws.LocalDurableTestRunnerSetupParameters, ours.LocalDurableTestRunnerSetupParameters>>(),
    isTrue<Extends<aws.LocalDurableTestRunnerParameters, ours.LocalDurableTestRunnerParameters>>(),
    isTrue<Extends<aws.CloudDurableTestRunnerConfig, ours.CloudDurableTestRunnerConfig>>(),
    isTrue<Extends<aws.CloudDurableTestRunnerParameters, ours.CloudDurableTestRunnerParameters>>(),
    // What ours returns can be used as what AWS's returns.
    isTrue<Extends<ours.Event, AwsEvent>>(),
    isTrue<
      Extends<
        Awaited<ReturnType<ours.DurableOperation['sendCallbackSuccess']>>,
        Awaited<ReturnType<aws.DurableOperation['sendCallbackSuccess']>>
      >
    >(),
    isTrue<
      Extends<ReturnType<ours.TestResult<Order>['getResult']>, ReturnType<aws.TestResult<Order>['getResult']>>
    >(),
    isTrue<
      Extends<
        ReturnType<ours.DurableOperation<Order>['getStepDetails']>,
        ReturnType<aws.DurableOperation<Order>['getStepDetails']>
      >
    >(),
    isTrue<
      Extends<ours.LocalDurableTestRunner<Order>, ours.DurableTestRunner<ours.DurableOperation, Order>>
    >(),
    isTrue<
      Extends<ours.CloudDurableTestRunner<Order>, ours.DurableTestRunner<ours.DurableOperation, Order>>
    >(),
  ];
}

test("sdk 10: what compiles against AWS's testing library compiles against ours", () => {
  expect([...sameTypes(), ...widerTypes()].every(Boolean)).toBe(true);
});

test('sdk 10.1: every value that AWS exports is here, with the same members', () => {
  for (const [name, value] of Object.entries(aws)) {
    if (name === 'default') continue;
    const own = (ours as Record<string, unknown>)[name];
    expect(own, name).toBeDefined();
    if (typeof value === 'object') expect(own, name).toEqual({ ...(own as object), ...value });
    if (typeof value !== 'function') continue;
    const statics = Object.getOwnPropertyNames(value).filter(
      (member) => typeof (value as never)[member] === 'function',
    );
    const methods = Object.getOwnPropertyNames(value.prototype).filter((member) => isPublic(member));
    for (const member of statics.filter(isPublic)) expect(own, `${name}.${member}`).toHaveProperty(member);
    const prototype = (own as { prototype: object }).prototype;
    for (const member of methods) expect(member in prototype, `${name}.prototype.${member}`).toBe(true);
  }
});

/** Names that AWS's declarations show; its classes have private members at run time. */
const publicMembers = new Set([
  'run',
  'registerDurableFunction',
  'registerFunction',
  'getOperation',
  'getOperationByIndex',
  'getOperationByNameAndIndex',
  'getOperationById',
  'reset',
  'setupTestEnvironment',
  'teardownTestEnvironment',
]);
const isPublic = (member: string): boolean => publicMembers.has(member);
