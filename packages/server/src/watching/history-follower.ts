// The history of one execution as it grows. It begins with the journal and goes on with what the loop commits, so a new
// event costs no read of the store.

import { decodeEntry, HistoryReader } from '@perdure/engine';
import {
  accepted,
  type ExecutionReference,
  formatExecutionArn,
  type HistoryEvent,
  type Realm,
  type Result,
  refused,
} from '@perdure/protocol';
import type { Head, Store } from '@perdure/store';
import type { CommittedChange } from '../loop/submission.ts';
import type { ExecutionFeed, StopWatching } from './execution-feed.ts';

export interface HistoryFollower {
  /** New events of the history, at least one. */
  onEvents(events: readonly HistoryEvent[]): void;
  /** The execution's status is another one now. Told behind the events that changed it. */
  onStatus(head: Head, lastEventId: number): void;
}

export interface FollowedExecution {
  head: Head;
  /** The history up to now. */
  events: readonly HistoryEvent[];
  stop: StopWatching;
  /** Lets the follower hear what has happened since; from here on it hears everything as it happens. */
  begin(follower: HistoryFollower): void;
}

export interface FollowOptions {
  store: Store;
  feed: ExecutionFeed;
  realm: Realm;
  includeData: boolean;
}

/** Refuses when there is no such execution. */
export async function followHistory(
  reference: ExecutionReference,
  { store, feed, realm, includeData }: FollowOptions,
): Promise<Result<FollowedExecution>> {
  const reader = new HistoryReader(includeData);
  const early: CommittedChange[] = [];
  let hear = (change: CommittedChange): void => void early.push(change);
  // Watching begins before the journal is read, so that nothing falls between.
  const stop = feed.watchExecution(reference.executionId, (change) => hear(change));
  let stored: Awaited<ReturnType<Store['read']>>[number];
  try {
    [stored] = await store.read([reference.executionId]);
  } catch (fault) {
    stop();
    throw fault;
  }
  if (
    stored === undefined ||
    formatExecutionArn({ ...stored.head, realm }) !== formatExecutionArn(reference)
  ) {
    stop();
    return refused('ResourceNotFoundException', 'Durable Execution does not exist');
  }
  const { head, version: readVersion } = stored;
  const events = stored.entries.flatMap((text) => reader.read(decodeEntry(text)));
  const begin = (follower: HistoryFollower): void => {
    hear = (change) => tell(follower, reader, change);
    for (const change of early) if (change.version > readVersion) hear(change);
  };
  return accepted({ head, events, stop, begin });
}

function tell(follower: HistoryFollower, reader: HistoryReader, change: CommittedChange): void {
  const events = reader.read(change.entry);
  if (events.length > 0) follower.onEvents(events);
  if (change.head.status !== change.statusBefore) follower.onStatus(change.head, reader.lastEventId);
}
