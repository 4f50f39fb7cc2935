// The updates that tests send, in short.

import type { ErrorObject, OperationUpdate } from '@perdure/protocol';

type Over = Partial<OperationUpdate>;
export const boom: ErrorObject = { ErrorType: 'Error', ErrorMessage: 'boom' };

export const step = {
  start: (Id: string, over: Over = {}): OperationUpdate => ({ Id, Type: 'STEP', Action: 'START', ...over }),
  succeed: (Id: string, Payload?: string, over: Over = {}): OperationUpdate => ({
    Id,
    Type: 'STEP',
    Action: 'SUCCEED',
    ...(Payload === undefined ? {} : { Payload }),
    ...over,
  }),
  fail: (Id: string, over: Over = {}): OperationUpdate => ({
    Id,
    Type: 'STEP',
    Action: 'FAIL',
    Error: boom,
    ...over,
  }),
  retry: (Id: string, seconds: number, over: Over = {}): OperationUpdate => ({
    Id,
    Type: 'STEP',
    Action: 'RETRY',
    StepOptions: { NextAttemptDelaySeconds: seconds },
    ...over,
  }),
};

export const context = {
  start: (Id: string, over: Over = {}): OperationUpdate => ({
    Id,
    Type: 'CONTEXT',
    Action: 'START',
    ...over,
  }),
  succeed: (Id: string, over: Over = {}): OperationUpdate => ({
    Id,
    Type: 'CONTEXT',
    Action: 'SUCCEED',
    ...over,
  }),
  fail: (Id: string, over: Over = {}): OperationUpdate => ({
    Id,
    Type: 'CONTEXT',
    Action: 'FAIL',
    Error: boom,
    ...over,
  }),
};

export const wait = {
  start: (Id: string, WaitSeconds: number, over: Over = {}): OperationUpdate => ({
    Id,
    Type: 'WAIT',
    Action: 'START',
    WaitOptions: { WaitSeconds },
    ...over,
  }),
  cancel: (Id: string): OperationUpdate => ({ Id, Type: 'WAIT', Action: 'CANCEL' }),
};

export const callback = (Id: string, over: Over = {}): OperationUpdate => ({
  Id,
  Type: 'CALLBACK',
  Action: 'START',
  ...over,
});

export const chainedInvoke = (Id: string, over: Over = {}): OperationUpdate => ({
  Id,
  Type: 'CHAINED_INVOKE',
  Action: 'START',
  ChainedInvokeOptions: { FunctionName: 'pay:1' },
  ...over,
});

export const execution = {
  succeed: (Payload?: string): OperationUpdate => ({
    Type: 'EXECUTION',
    Action: 'SUCCEED',
    ...(Payload === undefined ? {} : { Payload }),
  }),
  fail: (error?: ErrorObject): OperationUpdate => ({
    Type: 'EXECUTION',
    Action: 'FAIL',
    ...(error === undefined ? {} : { Error: error }),
  }),
};
