// The rules of a function's environment variables.

import type { Result } from '@perdure/protocol';
import { accepted, refused } from '@perdure/protocol';
import { functionLimits } from './limits.ts';

/** Set by the environment itself; a function's own value would be lost or break its runtime. */
const reservedNames = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_LOG_FORMAT',
  'AWS_LAMBDA_MAX_CONCURRENCY',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);

const namePattern = /^[a-zA-Z][a-zA-Z0-9_]+$/;

export function checkVariables(variables: Readonly<Record<string, string>>): Result<void> {
  const names = Object.keys(variables);
  const reserved = names.filter((name) => reservedNames.has(name));
  if (reserved.length > 0) {
    return refused(
      'InvalidParameterValueException',
      `These environment variables are reserved and cannot be set: ${reserved.join(', ')}.`,
    );
  }
  const malformed = names.filter((name) => !namePattern.test(name));
  if (malformed.length > 0) {
    return refused(
      'InvalidParameterValueException',
      `Names of environment variables begin with a letter and go on with letters, digits and underscores, two characters at least: ${malformed.join(', ')}.`,
    );
  }
  const bytes = Buffer.byteLength(JSON.stringify(variables));
  if (bytes > functionLimits.environmentBytesMax) {
    return refused(
      'InvalidParameterValueException',
      `The environment variables take ${bytes} bytes; at most ${functionLimits.environmentBytesMax} are accepted. Put large values in a file of the code.`,
    );
  }
  return accepted(undefined);
}
