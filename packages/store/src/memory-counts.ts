// What the memory store answers to questions about many executions: who waits, and how many started, ended or are open.

import { type Millis, unreachable } from '@perdure/protocol';
import { durationClassOf } from './duration-class.ts';
import type { EndedCount, Head, OpenCount, Tally, TallyQuery, WaitingQuery } from './store.ts';

const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

export function waitingSince(head: Head, kind: WaitingQuery['for']): Millis | undefined {
  switch (kind) {
    case 'callback':
      return head.callbackSince;
    case 'retry':
      return head.retryingSince;
    default:
      return unreachable(kind);
  }
}

export function waitingHeads(heads: readonly Head[], query: WaitingQuery): readonly Head[] {
  const direction = query.order === 'shortest-first' ? -1 : 1;
  const order = (left: { since: Millis; id: string }, right: { since: Millis; id: string }): number =>
    direction * (left.since - right.since || byText(left.id, right.id));
  const { after } = query;
  return heads
    .filter(({ functionName }) => query.functionName === undefined || functionName === query.functionName)
    .flatMap((head) => {
      const since = waitingSince(head, query.for);
      return since === undefined ? [] : [{ head, since, id: head.executionId }];
    })
    .filter(({ since }) => query.since === undefined || since <= query.since)
    .filter((one) => after === undefined || order(one, { since: after.since, id: after.executionId }) > 0)
    .sort(order)
    .slice(0, query.limit)
    .map(({ head }) => head);
}

export function tallyHeads(heads: readonly Head[], query: TallyQuery): Tally {
  const own = heads.filter(({ functionName }) => functionName === query.functionName);
  const bucketOf = (at: Millis | undefined): number | undefined =>
    at === undefined || at < query.from || at >= query.to
      ? undefined
      : Math.floor((at - query.from) / query.bucketMillis);
  const started = new Map<number, number>();
  const ended = new Map<string, EndedCount>();
  for (const { startedAt, endedAt, status } of own) {
    const startBucket = bucketOf(startedAt);
    if (startBucket !== undefined) started.set(startBucket, (started.get(startBucket) ?? 0) + 1);
    const bucket = bucketOf(endedAt);
    if (bucket === undefined || endedAt === undefined) continue;
    const durationClass = durationClassOf(Math.max(0, endedAt - startedAt));
    const key = `${bucket} ${status} ${durationClass}`;
    const count = (ended.get(key)?.count ?? 0) + 1;
    ended.set(key, { bucket, status, durationClass, count });
  }
  const starts = own.map(({ startedAt }) => startedAt);
  return {
    started: [...started]
      .map(([bucket, count]) => ({ bucket, count }))
      .sort((left, right) => left.bucket - right.bucket),
    ended: [...ended.values()].sort(byEnd),
    ...(starts.length === 0 ? {} : { lastStartedAt: starts.reduce((left, right) => Math.max(left, right)) }),
  };
}

const byEnd = (left: EndedCount, right: EndedCount): number =>
  left.bucket - right.bucket || byText(left.status, right.status) || left.durationClass - right.durationClass;

export function openCountsOf(heads: readonly Head[]): readonly OpenCount[] {
  const counts = new Map<string, OpenCount>();
  for (const { functionName, functionVersion, endedAt } of heads) {
    if (endedAt !== undefined) continue;
    const key = `${functionName} ${functionVersion}`;
    const count = (counts.get(key)?.count ?? 0) + 1;
    counts.set(key, { functionName, functionVersion, count });
  }
  return [...counts.values()].sort(
    (left, right) =>
      byText(left.functionName, right.functionName) || byText(left.functionVersion, right.functionVersion),
  );
}

export const functionNamesOf = (heads: readonly Head[]): readonly string[] =>
  [...new Set(heads.map(({ functionName }) => functionName))].sort(byText);
