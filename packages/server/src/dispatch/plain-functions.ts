// Functions that are not durable: one run of the handler, no journal.
//
// An asynchronous invocation is a record in the store until it has run, so a crash runs it again and never forgets it. It
// is retried as Lambda retries: twice, after one and two minutes, for at most six hours, unless the function says otherwise.

import {
  accepted,
  formatFunctionArn,
  MILLIS_PER_SECOND,
  type Millis,
  type Realm,
  type Result,
} from '@perdure/protocol';
import type { RecordWrite, Store } from '@perdure/store';
import type { Clock } from '../clock.ts';
import type { InvocationOutcome, Invoker, Patience } from '../environments/invoker.ts';
import { Throttled } from '../environments/invoker.ts';
import type { FreshIds } from '../fresh-ids.ts';
import type { DeployedFunction } from '../functions/deployed-function.ts';
import type { FunctionDirectory } from '../functions/function-directory.ts';
import type { PlainInvocation, PlainInvoker } from '../http/plain-invoker.ts';
import { loopLimits } from '../loop/limits.ts';
import { type AsyncOutcomes, endsOf } from '../outbound/async-outcomes.ts';
import { asyncInvocationLimits, placeWaitMillisMax } from './limits.ts';
import { repeatLost } from './repeat-lost.ts';

export interface PlainFunctionsOptions {
  store: Pick<Store, 'records' | 'writeRecords'>;
  directory: FunctionDirectory;
  invoker: Invoker;
  clock: Clock;
  ids: FreshIds;
  realm: Realm;
  /** Tells of invocations that are over. Default: nobody is told. */
  outcomes?: Pick<AsyncOutcomes, 'finish'>;
  onFault(fault: unknown): void;
}

/** A queued invocation, as its record holds it. */
interface QueuedInvocation extends PlainInvocation {
  functionName: string;
  functionVersion: string;
  queuedAt: Millis;
  attempts: number;
  /** As it was set when the invocation was queued. */
  asyncRetry?: DeployedFunction['asyncRetry'];
  onSuccess?: string;
  onFailure?: string;
  deadLetterArn?: string;
}

const RECORD_KIND = 'async-invocation';

export class PlainFunctions implements PlainInvoker {
  readonly #options: PlainFunctionsOptions;
  #isClosed = false;

  constructor(options: PlainFunctionsOptions) {
    this.#options = options;
  }

  async invoke(deployed: DeployedFunction, invocation: PlainInvocation): Promise<Result<InvocationOutcome>> {
    try {
      return accepted(await this.#invoke(deployed, invocation, { placeMillisMax: placeWaitMillisMax }));
    } catch (error) {
      if (!(error instanceof Throttled)) throw error;
      const { message, reason } = error;
      return { ok: false, refusal: { code: 'TooManyRequestsException', message, reason } };
    }
  }

  async enqueue(
    deployed: DeployedFunction,
    invocation: PlainInvocation,
    beside: readonly RecordWrite[] = [],
  ): Promise<Result<void>> {
    const { store, clock, ids } = this.#options;
    const queued: QueuedInvocation = {
      ...invocation,
      functionName: deployed.functionName,
      functionVersion: deployed.version,
      queuedAt: clock.now(),
      attempts: 0,
      ...(deployed.asyncRetry === undefined ? {} : { asyncRetry: deployed.asyncRetry }),
      ...endsOf(deployed),
    };
    const key = ids.requestId();
    const place = { kind: RECORD_KIND, key, expectedRevision: 0, body: JSON.stringify(queued) };
    if (await store.writeRecords([place, ...beside])) this.#attempt(key, queued, 1);
    return accepted(undefined);
  }

  /** Takes up what a server before this one has left in the queue. */
  async recover(): Promise<void> {
    for (const { key, body, revision } of await this.#options.store.records(RECORD_KIND)) {
      this.#attempt(key, JSON.parse(body) as QueuedInvocation, revision);
    }
  }

  close(): void {
    this.#isClosed = true;
  }

  #attempt(key: string, queued: QueuedInvocation, revision: number): void {
    this.#run(key, queued, revision).catch((fault: unknown) => {
      if (this.#isClosed) return;
      this.#options.onFault(fault);
      this.#later(loopLimits.redeliveryMillis, () => this.#attempt(key, queued, revision));
    });
  }

  async #run(key: string, queued: QueuedInvocation, revision: number): Promise<void> {
    const { store, directory, clock } = this.#options;
    const deployed = await directory.version(queued.functionName, queued.functionVersion);
    const outcome =
      deployed === undefined ? undefined : await repeatLost(() => this.#invoke(deployed, queued));
    // An environment that was ended with the server has not had its say: the next server runs it again.
    if (this.#isClosed) return;
    const attempts = queued.attempts + 1;
    const { retryMillis } = asyncInvocationLimits;
    const { attemptsMax, ageMillisMax } = retryRules(queued);
    // An attempt that would come after its time is not worth waiting for.
    const nextAt = clock.now() + attempts * retryMillis;
    const isSpent = attempts >= attemptsMax || nextAt - queued.queuedAt > ageMillisMax;
    if (outcome?.kind !== 'failed' || isSpent) {
      const isTooOld = attempts < attemptsMax;
      await this.#finish(key, { ...queued, attempts }, outcome, isTooOld, {
        kind: RECORD_KIND,
        key,
        expectedRevision: revision,
      });
      return;
    }
    const next = { ...queued, attempts };
    await store.writeRecords([
      { kind: RECORD_KIND, key, expectedRevision: revision, body: JSON.stringify(next) },
    ]);
    this.#later(attempts * retryMillis, () => this.#attempt(key, next, revision + 1));
  }

  async #invoke(
    deployed: DeployedFunction,
    invocation: PlainInvocation,
    patience?: Patience,
  ): Promise<InvocationOutcome> {
    const { invoker, clock, ids, realm } = this.#options;
    const { functionName, version } = deployed;
    const slot = await invoker.reserve(deployed, patience);
    return slot.run({
      ...invocation,
      requestId: ids.requestId(),
      deadline: clock.now() + deployed.timeoutSeconds * MILLIS_PER_SECOND,
      invokedFunctionArn: formatFunctionArn({ realm, functionName, qualifier: version }),
    });
  }

  /** Removes it from the queue, together with what is told of it. */
  async #finish(
    requestId: string,
    queued: QueuedInvocation,
    outcome: InvocationOutcome | undefined,
    isTooOld: boolean,
    removal: RecordWrite,
  ): Promise<void> {
    const { outcomes, store, clock } = this.#options;
    if (outcomes === undefined) await store.writeRecords([removal]);
    else await outcomes.finish({ ...queued, requestId, outcome, isTooOld, now: clock.now() }, [removal]);
  }

  #later(millis: Millis, action: () => void): void {
    const { clock } = this.#options;
    clock.at(clock.now() + millis, () => {
      if (!this.#isClosed) action();
    });
  }
}

function retryRules({ asyncRetry = {} }: QueuedInvocation): { attemptsMax: number; ageMillisMax: number } {
  const { retryAttemptsMax, eventAgeSecondsMax } = asyncRetry;
  return {
    attemptsMax: retryAttemptsMax === undefined ? asyncInvocationLimits.attemptsMax : retryAttemptsMax + 1,
    ageMillisMax:
      eventAgeSecondsMax === undefined
        ? asyncInvocationLimits.ageMillisMax
        : eventAgeSecondsMax * MILLIS_PER_SECOND,
  };
}
