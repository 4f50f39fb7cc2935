// What a failed request to the service means: that the execution is lost, or only this invocation.

import { DurableExecutionClientErrorScope, isDurableExecutionClientError } from './client-error.ts';
import { UnrecoverableExecutionError, UnrecoverableInvocationError } from './unrecoverable-errors.ts';

const kmsErrorNames: ReadonlySet<string> = new Set([
  'KMSAccessDeniedException',
  'KMSDisabledException',
  'KMSInvalidStateException',
  'KMSNotFoundException',
]);

const TOO_MANY_REQUESTS = 429;
const CLIENT_ERROR_FIRST = 400;
const SERVER_ERROR_FIRST = 500;

/** Classifies the failure of a checkpoint. */
export function checkpointFailure(
  error: unknown,
): UnrecoverableExecutionError | UnrecoverableInvocationError {
  const message = `Checkpoint failed: ${error instanceof Error ? error.message : String(error)}`;
  return endsExecution(error)
    ? new UnrecoverableExecutionError('CheckpointUnrecoverableExecutionError', message, error)
    : new UnrecoverableInvocationError('CheckpointUnrecoverableInvocationError', message, error);
}

function endsExecution(error: unknown): boolean {
  if (isDurableExecutionClientError(error)) return error.scope === DurableExecutionClientErrorScope.EXECUTION;
  if (isStaleToken(error)) return false;
  const status = httpStatus(error);
  if (status >= CLIENT_ERROR_FIRST && status < SERVER_ERROR_FIRST && status !== TOO_MANY_REQUESTS)
    return true;
  return isKmsError(error);
}

/** Whether reading the state failed in a way that repeating the invocation cannot heal. */
export function isStateLost(error: unknown): boolean {
  if (isDurableExecutionClientError(error)) return error.scope === DurableExecutionClientErrorScope.EXECUTION;
  return isKmsError(error);
}

// Another invocation writes this execution now; it will bring it to an end, so that only this one must stop. The live
// service and its documentation differ in the case of the letters.
function isStaleToken(error: unknown): boolean {
  const status = httpStatus(error);
  return (
    status >= CLIENT_ERROR_FIRST &&
    status < SERVER_ERROR_FIRST &&
    error instanceof Error &&
    error.name === 'InvalidParameterValueException' &&
    error.message.toLowerCase().startsWith('invalid checkpoint token')
  );
}

const isKmsError = (error: unknown): boolean => error instanceof Error && kmsErrorNames.has(error.name);

/** The HTTP status of a client's error, 0 when it has none. */
function httpStatus(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return 0;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return 0;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : 0;
}
