// One execution as lists and event streams show it.

import { type Realm, toEpochSeconds } from '@perdure/protocol';
import type { Head } from '@perdure/store';
import { summarize } from '../../executions/describe-execution.ts';
import { wireExecution } from '../wire-time.ts';

export function executionLine(head: Head, realm: Realm) {
  const summary = wireExecution(summarize(head, realm));
  const { errorType, errorMessage, callbackSince, retryingSince } = head;
  return {
    ...summary,
    FunctionName: head.functionName,
    Version: head.functionVersion,
    ...(errorType === undefined ? {} : { ErrorType: errorType }),
    ...(errorMessage === undefined ? {} : { ErrorMessage: errorMessage }),
    ...(callbackSince === undefined ? {} : { CallbackSinceTimestamp: toEpochSeconds(callbackSince) }),
    ...(retryingSince === undefined ? {} : { RetryingSinceTimestamp: toEpochSeconds(retryingSince) }),
  };
}
