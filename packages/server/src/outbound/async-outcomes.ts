// What is told of an asynchronous invocation that is over: its destinations get a record of it, and a dead-letter target gets
// the event itself when it has failed for good. As on AWS, a durable function has a dead-letter target only.

import type { StartFailed } from '@perdure/engine';
import { formatFunctionArn, type Millis, type Realm } from '@perdure/protocol';
import type { RecordWrite } from '@perdure/store';
import type { InvocationOutcome } from '../environments/invoker.ts';
import type { DeployedFunction } from '../functions/deployed-function.ts';
import type { FunctionDirectory } from '../functions/function-directory.ts';
import type { Deliveries, Delivery } from '../gateway/deliveries.ts';
import type { MessageAttributes } from '../gateway/function-calls.ts';

/** An invocation of a plain function that will not be tried again. */
export interface FinishedInvocation {
  requestId: string;
  functionName: string;
  functionVersion: string;
  payload: string;
  attempts: number;
  /** Undefined when the function is gone. */
  outcome: InvocationOutcome | undefined;
  /** Whether it failed because it had become too old. */
  isTooOld: boolean;
  onSuccess?: string;
  onFailure?: string;
  deadLetterArn?: string;
  now: Millis;
}

export interface AsyncOutcomesOptions {
  deliveries: Pick<Deliveries, 'add'>;
  directory: FunctionDirectory;
  realm: Realm;
}

const STATUS_OK = 200;
const STATUS_NOT_FOUND = 404;
const FUNCTION_IS_GONE = 'The function has been deleted.';
/** As on AWS. */
const ERROR_MESSAGE_CHARS_MAX = 1024;

const attributesOf = (RequestID: string, ErrorCode: number, message: string): MessageAttributes => ({
  RequestID,
  ErrorCode,
  ErrorMessage: message.slice(0, ERROR_MESSAGE_CHARS_MAX),
});

export class AsyncOutcomes {
  readonly #options: AsyncOutcomesOptions;

  constructor(options: AsyncOutcomesOptions) {
    this.#options = options;
  }

  /** Tells of it, in the transaction that also writes what stands beside it. */
  async finish(finished: FinishedInvocation, beside: readonly RecordWrite[]): Promise<void> {
    const { requestId, onSuccess, onFailure, deadLetterArn, payload, outcome } = finished;
    const sender = this.#arnOf(finished);
    const deliveries: Delivery[] = [];
    const send = (target: string | undefined, what: string, body: string, more = {}): void => {
      if (target !== undefined)
        deliveries.push({ key: `${what}-${requestId}`, target, payload: body, sender, ...more });
    };
    if (outcome?.kind === 'returned') {
      send(onSuccess, 'succeeded', JSON.stringify(this.#record(finished, 'Success')));
    } else {
      const condition = finished.isTooOld ? 'EventAgeExceeded' : 'RetriesExhausted';
      send(onFailure, 'failed', JSON.stringify(this.#record(finished, condition)));
      const { errorMessage = FUNCTION_IS_GONE } = outcome?.error ?? {};
      const code = outcome === undefined ? STATUS_NOT_FOUND : STATUS_OK;
      send(deadLetterArn, 'dead-letter', payload, {
        attributes: attributesOf(requestId, code, errorMessage),
      });
    }
    await this.#options.deliveries.add(deliveries, beside);
  }

  /** The event of an asynchronous start whose execution has not succeeded goes to the dead-letter target of its version. */
  async deadLetter(failed: StartFailed): Promise<void> {
    const { letterId, from, functionName, functionVersion, input = '{}', error } = failed;
    const { directory, deliveries } = this.#options;
    const target = (await directory.version(functionName, functionVersion))?.deadLetterArn;
    if (target === undefined) return;
    const key = `dead-letter-${letterId.slice(0, letterId.indexOf(':'))}`;
    const sender = this.#arnOf({ functionName, functionVersion });
    const attributes = attributesOf(from, STATUS_OK, error?.ErrorMessage ?? error?.ErrorType ?? '');
    await deliveries.add([{ key, target, payload: input, sender, attributes }]);
  }

  #record(finished: FinishedInvocation, condition: string): object {
    const { requestId, functionVersion, payload, attempts, outcome, now } = finished;
    const error = outcome?.kind === 'returned' ? undefined : outcome?.error;
    return {
      version: '1.0',
      timestamp: new Date(now).toISOString(),
      requestContext: {
        requestId,
        functionArn: this.#arnOf(finished),
        condition,
        approximateInvokeCount: attempts,
      },
      requestPayload: JSON.parse(payload) as unknown,
      responseContext: {
        statusCode: STATUS_OK,
        executedVersion: functionVersion,
        ...(outcome?.kind === 'returned' ? {} : { functionError: 'Unhandled' }),
      },
      responsePayload: outcome?.kind === 'returned' ? (JSON.parse(outcome.body) as unknown) : (error ?? null),
    };
  }

  #arnOf({ functionName, functionVersion }: { functionName: string; functionVersion: string }): string {
    return formatFunctionArn({ realm: this.#options.realm, functionName, qualifier: functionVersion });
  }
}

/** What a deployed function says about the ends of its asynchronous invocations. */
export const endsOf = ({ asyncRetry, deadLetterArn }: DeployedFunction) => ({
  ...(asyncRetry?.onSuccess === undefined ? {} : { onSuccess: asyncRetry.onSuccess }),
  ...(asyncRetry?.onFailure === undefined ? {} : { onFailure: asyncRetry.onFailure }),
  ...(deadLetterArn === undefined ? {} : { deadLetterArn }),
});
