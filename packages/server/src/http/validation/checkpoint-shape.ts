// The shape of a checkpoint body. This is the hottest path of the server: almost every body is well-formed, so that a
// straight check decides without allocating anything. Only a body that fails it is read by the description of its
// members, which says everything that is wrong with it, and which has the last word.

import {
  type CheckpointRequest,
  limits,
  type OperationUpdate,
  operationActions,
  operationTypes,
  patterns,
  type Result,
} from '@perdure/protocol';
import { checkpointToken, clientToken, errorObject, tenantId, traceId } from './api-members.ts';
import { choice, flag, integer, required, text } from './member.ts';
import type { Report } from './report.ts';
import { list, readMembers, structure } from './structure.ts';

const CHAINED_FUNCTION_NAME_CHARS_MAX = 256;
const chainedFunctionName = text({ charsMin: 1, charsMax: CHAINED_FUNCTION_NAME_CHARS_MAX });
const operationId = text({
  charsMin: 1,
  charsMax: limits.operationIdCharsMax,
  pattern: patterns.operationId,
});

const updateMembers = {
  // Not required here: an EXECUTION update needs none, and the engine refuses the others that lack it.
  Id: operationId,
  ParentId: operationId,
  Name: text({ charsMin: 1, charsMax: limits.operationNameCharsMax, pattern: patterns.operationName }),
  Type: required(choice(operationTypes)),
  SubType: text({
    charsMin: 1,
    charsMax: limits.operationSubTypeCharsMax,
    pattern: patterns.operationSubType,
  }),
  Action: required(choice(operationActions)),
  Payload: text({ charsMax: limits.syncPayloadBytesMax, sensitive: true }),
  Error: errorObject,
  ContextOptions: structure({ ReplayChildren: flag }),
  StepOptions: structure({ NextAttemptDelaySeconds: integer(1, limits.retryDelaySecondsMax) }),
  WaitOptions: structure({ WaitSeconds: integer(1, limits.waitSecondsMax) }),
  CallbackOptions: structure({
    TimeoutSeconds: integer(0, limits.callbackTimeoutSecondsMax),
    HeartbeatTimeoutSeconds: integer(0, limits.callbackTimeoutSecondsMax),
  }),
  ChainedInvokeOptions: structure({
    FunctionName: required(chainedFunctionName),
    TenantId: tenantId,
    XAmznTraceId: traceId,
  }),
};

const checkpointMembers = {
  CheckpointToken: required(checkpointToken),
  Updates: list(structure(updateMembers)),
  ClientToken: clientToken,
};

/** Reads a parsed body. The report already holds what is wrong with the path. */
export function readCheckpoint(
  body: Readonly<Record<string, unknown>>,
  report: Report,
): Result<CheckpointRequest> {
  if (report.refusal() === undefined && isPlainCheckpoint(body)) return { ok: true, value: body };
  const value = readMembers(checkpointMembers, body, '', report, 'json');
  const refusal = report.refusal();
  return refusal === undefined ? { ok: true, value } : { ok: false, refusal };
}

/** Whether the body is well-formed without any doubt. False also for allowed rarities, such as members that are null. */
export function isPlainCheckpoint(body: object): body is CheckpointRequest {
  const { CheckpointToken, Updates, ClientToken } = body as Record<keyof CheckpointRequest, unknown>;
  if (!isText(CheckpointToken, limits.checkpointTokenCharsMax, patterns.checkpointToken)) return false;
  if (ClientToken !== undefined && !isText(ClientToken, limits.clientTokenCharsMax, patterns.clientToken)) {
    return false;
  }
  if (Updates === undefined) return true;
  return Array.isArray(Updates) && Updates.every(isPlainUpdate);
}

const types: ReadonlySet<unknown> = new Set(operationTypes);
const actions: ReadonlySet<unknown> = new Set(operationActions);

function isPlainUpdate(update: unknown): boolean {
  if (typeof update !== 'object' || update === null) return false;
  const given = update as Record<keyof OperationUpdate, unknown>;
  return (
    types.has(given.Type) &&
    actions.has(given.Action) &&
    isOptionalText(given.Id, limits.operationIdCharsMax, patterns.operationId) &&
    isOptionalText(given.ParentId, limits.operationIdCharsMax, patterns.operationId) &&
    isOptionalText(given.Name, limits.operationNameCharsMax, patterns.operationName) &&
    isOptionalText(given.SubType, limits.operationSubTypeCharsMax, patterns.operationSubType) &&
    (given.Payload === undefined ||
      (typeof given.Payload === 'string' && given.Payload.length <= limits.syncPayloadBytesMax)) &&
    (given.Error === undefined || isPlainError(given.Error)) &&
    hasPlainOptions(given)
  );
}

function hasPlainOptions(given: Record<keyof OperationUpdate, unknown>): boolean {
  const { ContextOptions, StepOptions, WaitOptions, CallbackOptions, ChainedInvokeOptions } = given;
  const delayMax = limits.retryDelaySecondsMax;
  const timeoutMax = limits.callbackTimeoutSecondsMax;
  return (
    (ContextOptions === undefined ||
      (isStructure(ContextOptions) && isOptionalFlag(ContextOptions.ReplayChildren))) &&
    (StepOptions === undefined ||
      (isStructure(StepOptions) && isOptionalInteger(StepOptions.NextAttemptDelaySeconds, 1, delayMax))) &&
    (WaitOptions === undefined ||
      (isStructure(WaitOptions) && isOptionalInteger(WaitOptions.WaitSeconds, 1, limits.waitSecondsMax))) &&
    (CallbackOptions === undefined ||
      (isStructure(CallbackOptions) &&
        isOptionalInteger(CallbackOptions.TimeoutSeconds, 0, timeoutMax) &&
        isOptionalInteger(CallbackOptions.HeartbeatTimeoutSeconds, 0, timeoutMax))) &&
    (ChainedInvokeOptions === undefined || isPlainChainedInvoke(ChainedInvokeOptions))
  );
}

function isPlainChainedInvoke(options: unknown): boolean {
  return (
    isStructure(options) &&
    typeof options.FunctionName === 'string' &&
    options.FunctionName.length >= 1 &&
    options.FunctionName.length <= CHAINED_FUNCTION_NAME_CHARS_MAX &&
    isOptionalText(options.TenantId, limits.tenantIdCharsMax, patterns.tenantId) &&
    (options.XAmznTraceId === undefined ||
      (typeof options.XAmznTraceId === 'string' && options.XAmznTraceId.length <= limits.traceIdCharsMax))
  );
}

function isPlainError(error: unknown): boolean {
  if (!isStructure(error)) return false;
  const { ErrorMessage, ErrorType, ErrorData, StackTrace } = error;
  return (
    (ErrorMessage === undefined || typeof ErrorMessage === 'string') &&
    (ErrorType === undefined || typeof ErrorType === 'string') &&
    (ErrorData === undefined || typeof ErrorData === 'string') &&
    (StackTrace === undefined ||
      (Array.isArray(StackTrace) && StackTrace.every((line) => typeof line === 'string')))
  );
}

const isStructure = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown, charsMax: number, pattern: RegExp): boolean =>
  typeof value === 'string' && value.length <= charsMax && pattern.test(value);

const isOptionalText = (value: unknown, charsMax: number, pattern: RegExp): boolean =>
  value === undefined || isText(value, charsMax, pattern);

const isOptionalFlag = (value: unknown): boolean => value === undefined || typeof value === 'boolean';

const isOptionalInteger = (value: unknown, min: number, max: number): boolean =>
  value === undefined || (Number.isInteger(value) && Number(value) >= min && Number(value) <= max);
