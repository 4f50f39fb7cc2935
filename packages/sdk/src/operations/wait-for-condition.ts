// waitForCondition: a check that is repeated, with sleeps that need no running function, until it is content.
//
// Updates (WIRE): a STEP. START, then RETRY with the state as payload and the delay, START again, ..., and at the end
// SUCCEED or FAIL. The state travels in the record, so that any invocation can go on with it.

import type {
  WaitForConditionCheckFunc,
  WaitForConditionConfig,
  WaitForConditionContext,
} from '../api/wait-for-condition.ts';
import type { WireOperation } from '../api/wire.ts';
import type { ContextNode } from '../context/context-node.ts';
import { DurablePromise } from '../durable-promise.ts';
import { wholeSeconds } from '../duration-seconds.ts';
import { DurableOperationError } from '../errors/durable-operation-error.ts';
import { asRecorded, toErrorObject } from '../errors/error-object.ts';
import { conditionFailure, WaitForConditionError } from '../errors/operation-errors.ts';
import { PayloadTooLargeError } from '../errors/payload-too-large-error.ts';
import { MILLIS_PER_SECOND } from '../limits.ts';
import { never, observed } from '../never.ts';
import { deserializeValue, serializeValue } from '../serdes/operation-values.ts';
import type { TrackedOperation } from '../suspension.ts';
import { toMillis } from '../timestamps.ts';
import { acknowledged } from './acknowledged.ts';
import { type Attempt, announceAttempt, concludeAttempt, runAttempt } from './attempt.ts';
import { beginOperation, type OperationSite } from './operation-site.ts';
import { untilNextAttempt } from './retry-decision.ts';

const kind = { method: 'waitForCondition', type: 'STEP', subType: 'WaitForCondition' } as const;

export function waitForCondition<T>(
  node: ContextNode,
  name: string | undefined,
  check: WaitForConditionCheckFunc<T>,
  config: WaitForConditionConfig<T> | undefined,
): DurablePromise<T> {
  if (config?.waitStrategy === undefined || config.initialState === undefined) {
    throw new Error('waitForCondition requires config with waitStrategy and initialState');
  }
  const site = beginOperation(node, kind, name);
  if (site === undefined) return new DurablePromise<T>(never);
  const record = site.record();
  if (record?.Status === 'SUCCEEDED' || record?.Status === 'FAILED') {
    const replayed = observed(replay(site, record, config));
    return new DurablePromise(() => replayed);
  }
  const tracked = node.invocation.suspension.track(node, 'executing');
  const outcome = observed(run({ site, check, config, tracked }));
  return new DurablePromise(() => {
    tracked.await();
    return outcome;
  });
}

interface ConditionRun<T> {
  site: OperationSite;
  check: WaitForConditionCheckFunc<T>;
  config: WaitForConditionConfig<T>;
  tracked: TrackedOperation;
}

const serdesOf = <T>(site: OperationSite, config: WaitForConditionConfig<T>) =>
  config.serdes ?? site.node.settings.defaultSerdes;

async function replay<T>(
  site: OperationSite,
  record: WireOperation,
  config: WaitForConditionConfig<T>,
): Promise<T> {
  const details = record.StepDetails;
  if (record.Status === 'SUCCEEDED')
    return deserializeValue<T>(site, serdesOf(site, config), details?.Result);
  throw details?.Error === undefined
    ? new WaitForConditionError()
    : conditionFailure(DurableOperationError.fromErrorObject(details.Error));
}

async function run<T>(condition: ConditionRun<T>): Promise<T> {
  const { site, tracked } = condition;
  for (;;) {
    const record = site.record();
    if (record?.Status === 'PENDING') {
      await untilNextAttempt(site, tracked);
      continue;
    }
    if (record?.Status !== 'STARTED') site.send('START');
    const finished = record?.StepDetails?.Attempt ?? 0;
    const attempt: Attempt = {
      site,
      number: finished + 1,
      isReplay: record?.Status === 'STARTED' || finished > 0,
    };
    await announceAttempt(attempt);
    const outcome = await runCheck(condition, attempt, await stateOf(condition, record));
    if (outcome.kind === 'met') return outcome.state;
  }
}

/** How long ago the operation began, by its record. */
function elapsedSeconds(site: OperationSite): number {
  const startedMs = toMillis(site.record()?.StartTimestamp);
  return startedMs === undefined ? 0 : (site.node.invocation.clock.now() - startedMs) / MILLIS_PER_SECOND;
}

/** The state of the next check: the one that the last check recorded, or the first one. */
async function stateOf<T>({ site, config }: ConditionRun<T>, record: WireOperation | undefined): Promise<T> {
  const recorded = record?.StepDetails?.Result;
  const isUsable = record?.Status === 'STARTED' || record?.Status === 'READY';
  return isUsable && recorded
    ? deserializeValue<T>(site, serdesOf(site, config), recorded)
    : config.initialState;
}

async function runCheck<T>(
  { site, check, config, tracked }: ConditionRun<T>,
  attempt: Attempt,
  state: T,
): Promise<{ kind: 'met'; state: T } | { kind: 'continues' }> {
  const context: WaitForConditionContext<never> = {
    logger: site.node.settings.logger as never,
    attempt: attempt.number,
  };
  let payload: string | undefined;
  let next: T;
  let delaySeconds: number | undefined;
  try {
    const value = await runAttempt(attempt, () => check(state, context));
    payload = await serializeValue<T>(site, serdesOf(site, config), value);
    const tooLarge = PayloadTooLargeError.check(
      `The state of waitForCondition "${site.name ?? site.rawId}"`,
      payload,
    );
    if (tooLarge !== undefined) throw tooLarge;
    next = await deserializeValue<T>(site, serdesOf(site, config), payload);
    const decision = config.waitStrategy(next, attempt.number, elapsedSeconds(site));
    delaySeconds = decision.shouldContinue ? wholeSeconds(decision.delay) : undefined;
  } catch (failure) {
    await acknowledged(site, tracked, 'FAIL', { Error: toErrorObject(failure) });
    await concludeAttempt(attempt, { kind: 'failed', failure });
    tracked.complete();
    throw conditionFailure(asRecorded(failure));
  }
  const members = payload === undefined ? {} : { Payload: payload };
  if (delaySeconds === undefined) {
    await acknowledged(site, tracked, 'SUCCEED', members);
    await concludeAttempt(attempt, { kind: 'succeeded', result: payload });
    tracked.complete();
    return { kind: 'met', state: next };
  }
  const StepOptions = { NextAttemptDelaySeconds: delaySeconds };
  await acknowledged(site, tracked, 'RETRY', { ...members, StepOptions });
  await concludeAttempt(attempt, { kind: 'continues', result: payload });
  return { kind: 'continues' };
}
