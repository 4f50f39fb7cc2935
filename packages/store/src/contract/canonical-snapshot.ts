// What a store keeps, read through its port and put into the oracle's order, so that two stores can be compared. Nothing
// is excluded. The port cannot enumerate kinds of records nor hashes of blobs, so the caller names those it has used.

import type { StoreSnapshot } from '../memory-store.ts';
import type { Head, ListQuery, Message, Store, StoredExecution } from '../store.ts';

/** Small, so that every snapshot also turns pages. */
const PAGE_LENGTH = 3;

export interface Known {
  /** In order. */
  kinds: readonly string[];
  /** In order. */
  hashes: readonly string[];
}

export async function canonicalSnapshot(store: Store, { kinds, hashes }: Known): Promise<StoreSnapshot> {
  const ids = (await allHeads(store)).map((head) => head.executionId).toSorted();
  const executions = await store.read(ids);
  const records = await Promise.all(kinds.map((kind) => store.records(kind)));
  const blobs = [];
  for (const hash of hashes) {
    const bytes = await store.blob(hash);
    if (bytes) blobs.push({ hash, bytes: Uint8Array.from(bytes) });
  }
  return {
    executions: executions.filter((stored): stored is StoredExecution => stored !== undefined),
    messages: await allMessages(store),
    records: records.flat(),
    blobs,
  };
}

async function allHeads(store: Store): Promise<readonly Head[]> {
  const heads: Head[] = [];
  for (let query: ListQuery = { order: 'oldest-first', limit: PAGE_LENGTH }; ; ) {
    const page = await store.list(query);
    heads.push(...page);
    const last = page.at(-1);
    if (!last) return heads;
    query = { ...query, after: { startedAt: last.startedAt, executionId: last.executionId } };
  }
}

async function allMessages(store: Store): Promise<readonly Message[]> {
  const messages: Message[] = [];
  for (;;) {
    const page = await store.messages(PAGE_LENGTH, messages.at(-1)?.messageId);
    if (page.length === 0) return messages;
    messages.push(...page);
  }
}
