// The control plane's half of the memory store: records under revisions, and blobs under their hash.

import type { RecordWrite, StoredRecord } from './store.ts';

export class MemoryDocuments {
  #records: ReadonlyMap<string, StoredRecord> = new Map();
  readonly #blobs = new Map<string, Uint8Array>();

  /** Applies the writes to a copy, in order, and keeps the copy only if every revision was the current one. */
  write(writes: readonly RecordWrite[]): boolean {
    const records = new Map(this.#records);
    for (const { kind, key, expectedRevision, body } of writes) {
      const place = placeOf(kind, key);
      if ((records.get(place)?.revision ?? 0) !== expectedRevision) return false;
      if (body === undefined) records.delete(place);
      else records.set(place, { kind, key, revision: expectedRevision + 1, body });
    }
    this.#records = records;
    return true;
  }

  record(kind: string, key: string): StoredRecord | undefined {
    return this.#records.get(placeOf(kind, key));
  }

  /** In the order of kind, then key. */
  records(): readonly StoredRecord[] {
    return [...this.#records].sort(byKey).map(([, record]) => record);
  }

  writeBlob(hash: string, bytes: Uint8Array): void {
    if (!this.#blobs.has(hash)) this.#blobs.set(hash, bytes.slice());
  }

  blob(hash: string): Uint8Array | undefined {
    return this.#blobs.get(hash)?.slice();
  }

  removeBlob(hash: string): void {
    this.#blobs.delete(hash);
  }

  blobs(): readonly { hash: string; bytes: Uint8Array }[] {
    return [...this.#blobs].sort(byKey).map(([hash, bytes]) => ({ hash, bytes }));
  }
}

/** NUL sorts before every character of a key, so that the order of places is the order of kinds, then keys. */
function placeOf(kind: string, key: string): string {
  return `${kind}\0${key}`;
}

function byKey([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
