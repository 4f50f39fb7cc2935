// A store that knows for which request it was written. What happens in the background, or for an earlier request that goes
// on, is another one's: so a write for a request that was refused is seen, whatever else is going on.

import { AsyncLocalStorage } from 'node:async_hooks';
import { decodeEntry } from '@perdure/engine';
import type { Store } from '@perdure/store';

const requests = new AsyncLocalStorage<number>();
let count = 0;
const writes = new Map<number, string[]>();

/** Sends a request, and answers its number with what became of it. */
export async function tracked<Value>(send: () => Promise<Value>): Promise<{ number: number; value: Value }> {
  count += 1;
  const number = count;
  return { number, value: await requests.run(number, send) };
}

/** What was written for a request, so far. */
export const writesOf = (number: number): readonly string[] => writes.get(number) ?? [];

function note(what: string): void {
  const number = requests.getStore();
  if (number === undefined) return;
  writes.set(number, [...(writes.get(number) ?? []), what]);
}

/**
 * A turn of the loop commits all that is waiting, also for others: what the dispatcher says of invocations is nobody's
 * request.
 */
const isOfInvocation = (entry: string): boolean =>
  entry !== '' && decodeEntry(entry).events.some(({ type }) => type.startsWith('Invocation'));

/** The store, with its writes noted. */
export function watchedStore(store: Store): Store {
  const writing: Pick<Store, 'commit' | 'writeRecords' | 'writeBlob' | 'removeBlob'> = {
    async commit(changes) {
      const outcomes = await store.commit(changes);
      for (const [index, { executionId, entry }] of changes.entries()) {
        if (outcomes[index] === 'committed' && !isOfInvocation(entry)) note(`execution ${executionId}`);
      }
      return outcomes;
    },
    async writeRecords(written) {
      const isWritten = await store.writeRecords(written);
      if (isWritten) for (const { kind, key } of written) note(`record ${kind} ${key}`);
      return isWritten;
    },
    async writeBlob(hash, bytes) {
      await store.writeBlob(hash, bytes);
      note(`blob ${hash}`);
    },
    async removeBlob(hash) {
      await store.removeBlob(hash);
      note(`no blob ${hash}`);
    },
  };
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(name in writing ? writing : target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
