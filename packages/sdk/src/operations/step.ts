// step: code that runs once, with retries, and whose result is recorded.
//
// Updates (WIRE): START, then SUCCEED, FAIL, or RETRY and START again. START is not waited for, so that it shares a
// request with the outcome; an at-most-once step waits, because its code must not run before the start is on record.

import { type StepConfig, type StepContext, type StepFunc, StepSemantics } from '../api/step.ts';
import type { ErrorObject, WireOperation } from '../api/wire.ts';
import type { ContextNode } from '../context/context-node.ts';
import { DurablePromise } from '../durable-promise.ts';
import { DurableOperationError } from '../errors/durable-operation-error.ts';
import { asRecorded, toErrorObject } from '../errors/error-object.ts';
import { StepError } from '../errors/operation-errors.ts';
import { PayloadTooLargeError } from '../errors/payload-too-large-error.ts';
import { StepInterruptedError } from '../errors/step-interrupted-error.ts';
import { never, observed } from '../never.ts';
import { deserializeValue, serializeValue } from '../serdes/operation-values.ts';
import type { TrackedOperation } from '../suspension.ts';
import { acknowledged } from './acknowledged.ts';
import { type Attempt, announceAttempt, concludeAttempt, runAttempt } from './attempt.ts';
import { beginOperation, type OperationSite } from './operation-site.ts';
import { decideRetry, untilNextAttempt } from './retry-decision.ts';

const kind = { method: 'step', type: 'STEP', subType: 'Step' } as const;

/** `label` is the name that observers see, where it differs from the recorded one. */
export function step<T>(
  node: ContextNode,
  name: string | undefined,
  fn: StepFunc<T>,
  config: StepConfig<T> = {},
  label = name,
): DurablePromise<T> {
  const site = beginOperation(node, kind, name, label);
  if (site === undefined) return new DurablePromise<T>(never);
  const record = site.record();
  if (record?.Status === 'SUCCEEDED' || record?.Status === 'FAILED') {
    const replayed = observed(replay(site, record, config));
    return new DurablePromise(() => replayed);
  }
  const tracked = node.invocation.suspension.track(node, 'executing');
  const outcome = observed(run({ site, fn, config, tracked }));
  return new DurablePromise(() => {
    tracked.await();
    return outcome;
  });
}

interface StepRun<T> {
  site: OperationSite;
  fn: StepFunc<T>;
  config: StepConfig<T>;
  tracked: TrackedOperation;
}

async function replay<T>(site: OperationSite, record: WireOperation, config: StepConfig<T>): Promise<T> {
  if (record.Status === 'FAILED') throw recordedFailure(record.StepDetails?.Error);
  const serdes = config.serdes ?? site.node.settings.defaultSerdes;
  return deserializeValue<T>(site, serdes, record.StepDetails?.Result);
}

export const recordedFailure = (error: ErrorObject | undefined): Error =>
  error === undefined ? new StepError('Unknown error') : DurableOperationError.fromErrorObject(error);

async function run<T>(step: StepRun<T>): Promise<T> {
  const { site, config, tracked } = step;
  for (;;) {
    const record = site.record();
    if (record?.Status === 'PENDING') {
      await untilNextAttempt(site, tracked);
      continue;
    }
    const attempt: Attempt = {
      site,
      number: (record?.StepDetails?.Attempt ?? 0) + 1,
      isReplay: record?.Status === 'STARTED' || (record?.StepDetails?.Attempt ?? 0) > 0,
    };
    if (record?.Status === 'STARTED' && config.semantics === StepSemantics.AtMostOncePerRetry) {
      const interruption = new StepInterruptedError(site.rawId, site.name);
      await settleFailure(step, attempt, interruption, { isAnnounced: false });
      continue;
    }
    const outcome = await runOnce(step, attempt, record?.Status === 'STARTED');
    if (outcome.kind === 'succeeded') return outcome.value;
  }
}

type StepOutcome<T> = { kind: 'succeeded'; value: T } | { kind: 'retries' };

async function runOnce<T>(step: StepRun<T>, attempt: Attempt, isStarted: boolean): Promise<StepOutcome<T>> {
  const { site, fn, config, tracked } = step;
  if (!isStarted) {
    if (config.semantics === StepSemantics.AtMostOncePerRetry) await acknowledged(site, tracked, 'START');
    else site.send('START');
  }
  await announceAttempt(attempt);
  const context: StepContext<never> = { logger: site.node.settings.logger as never, attempt: attempt.number };
  let value: T;
  try {
    value = await runAttempt(attempt, () => fn(context));
  } catch (failure) {
    await settleFailure(step, attempt, failure, { isAnnounced: true });
    return { kind: 'retries' };
  }
  const serdes = config.serdes ?? site.node.settings.defaultSerdes;
  const result = await serializeValue<T>(site, serdes, value);
  const tooLarge = PayloadTooLargeError.check(
    `The result of ${site.kind.method} "${site.name ?? site.rawId}"`,
    result,
  );
  if (tooLarge !== undefined) {
    await settleFailure(step, attempt, tooLarge, { isAnnounced: true });
    return { kind: 'retries' };
  }
  await acknowledged(site, tracked, 'SUCCEED', result === undefined ? {} : { Payload: result });
  await concludeAttempt(attempt, { kind: 'succeeded', result });
  tracked.complete();
  return { kind: 'succeeded', value: await deserializeValue<T>(site, serdes, result) };
}

/** Records a failed attempt. Throws what a replay would throw when it was the last one. */
async function settleFailure<T>(
  step: StepRun<T>,
  attempt: Attempt,
  thrown: unknown,
  { isAnnounced }: { isAnnounced: boolean },
): Promise<void> {
  const { site, tracked } = step;
  const { failure, delaySeconds } = judge(step, attempt, thrown);
  const error = toErrorObject(failure);
  if (delaySeconds === undefined) {
    await acknowledged(site, tracked, 'FAIL', { Error: error });
    if (isAnnounced) await concludeAttempt(attempt, { kind: 'failed', failure });
    tracked.complete();
    throw asRecorded(failure);
  }
  await acknowledged(site, tracked, 'RETRY', {
    Error: error,
    StepOptions: { NextAttemptDelaySeconds: delaySeconds },
  });
  if (isAnnounced) await concludeAttempt(attempt, { kind: 'retries', failure });
}

/** A strategy that throws has decided: what it threw is the failure of the step, and the last one. */
function judge<T>(
  { config }: StepRun<T>,
  attempt: Attempt,
  failure: unknown,
): { failure: unknown; delaySeconds: number | undefined } {
  if (failure instanceof PayloadTooLargeError) return { failure, delaySeconds: undefined };
  try {
    return { failure, delaySeconds: decideRetry(config.retryStrategy, failure, attempt.number) };
  } catch (thrown) {
    return { failure: thrown, delaySeconds: undefined };
  }
}
