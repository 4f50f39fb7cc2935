// One attempt of a step or of a condition's check: the code in its scope, and the plugins told about it.

import type { AttemptInfo } from '../api/plugin.ts';
import { runInScope } from '../context/scope.ts';
import { errorShown } from '../errors/error-object.ts';
import type { OperationSite } from './operation-site.ts';

export interface Attempt {
  site: OperationSite;
  /** 1 for the first. */
  number: number;
  /** Whether an earlier invocation began this operation. */
  isReplay: boolean;
}

const attemptInfo = ({ site, number, isReplay }: Attempt): AttemptInfo => ({
  ...site.info('STARTED', isReplay),
  attempt: number,
});

/** Tells plugins that an attempt begins. */
export async function announceAttempt(attempt: Attempt): Promise<void> {
  const { plugins } = attempt.site.node.invocation;
  if (plugins.isEmpty) return;
  await plugins.notify('onOperationStart', attemptInfo(attempt));
  await plugins.notify('onOperationAttemptStart', { ...attemptInfo(attempt), isReplay: false });
}

/** Runs the code of an attempt. Throws at once what the code throws at once. */
export function runAttempt<T>(attempt: Attempt, code: () => Promise<T>): Promise<T> {
  const { site, number } = attempt;
  const scope = { contextId: site.rawId, operation: { id: site.id, name: site.label, attempt: number } };
  const { plugins } = site.node.invocation;
  if (plugins.isEmpty) return runInScope(scope, code);
  const info = { ...attemptInfo(attempt), isReplay: false };
  return runInScope(scope, () => plugins.wrapOperationAttemptFn(info, code));
}

export type AttemptResult =
  | { kind: 'succeeded'; result: string | undefined }
  | { kind: 'failed'; failure: unknown }
  /** The attempt ended, and another one follows. */
  | { kind: 'continues'; result: string | undefined }
  | { kind: 'retries'; failure: unknown };

/** Tells plugins how an attempt ended, and the operation with it if no other follows. */
export async function concludeAttempt(attempt: Attempt, end: AttemptResult): Promise<void> {
  const { site, number } = attempt;
  const { plugins } = site.node.invocation;
  if (plugins.isEmpty) return;
  const isFailure = end.kind === 'failed' || end.kind === 'retries';
  const status = isFailure ? 'FAILED' : 'SUCCEEDED';
  const detail = isFailure
    ? { error: errorShown(end.failure) }
    : end.result === undefined
      ? {}
      : { result: end.result };
  const isLast = end.kind === 'succeeded' || end.kind === 'failed';
  const info = { ...site.info(isLast ? status : 'PENDING', false, detail), attempt: number };
  // The attempt is over, even where the operation goes on.
  const endTimestamp = info.endTimestamp ?? new Date(site.node.invocation.clock.now());
  await plugins.notify('onOperationAttemptEnd', { ...info, endTimestamp, outcome: status });
  if (isLast) await plugins.notify('onOperationEnd', info);
}
