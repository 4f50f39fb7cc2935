// A deployed function version, as those see it who run it.

import type { DurableConfig } from '@perdure/protocol';
import type { FunctionLogging } from './function-logging.ts';

export interface AsyncRules {
  retryAttemptsMax?: number;
  eventAgeSecondsMax?: number;
  /** ARNs of those who are told how it ended. */
  onSuccess?: string;
  onFailure?: string;
}

/** One version (or `$LATEST`) of a function: everything that is needed to run it. */
export interface DeployedFunction {
  functionName: string;
  /** `$LATEST` or a number. */
  version: string;
  /** Changes whenever code or configuration of this version changes: environments of another revision are not reused. */
  revisionId: string;
  runtime: string;
  handler: string;
  /** The execution role's ARN, as given. */
  role: string;
  /** The key of the code blob in the store. */
  codeSha256: string;
  timeoutSeconds: number;
  memoryMegabytes: number;
  environment: Readonly<Record<string, string>>;
  /** Default: text, everything. */
  logging?: FunctionLogging;
  /** Present on durable functions only. */
  durable?: DurableConfig;
  /** Invocations that one environment may run at a time. 1 unless the function says that it may share. */
  environmentConcurrency: number;
  /** How asynchronous invocations of a plain function are retried, where that was set for the qualifier. */
  asyncRetry?: AsyncRules;
  /** Where the event of an asynchronous invocation goes that has failed for good. */
  deadLetterArn?: string;
  /** Invocations of the function that may run at a time; absent = only the server's own limit. */
  reservedConcurrency?: number;
}
