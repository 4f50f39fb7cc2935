// The control plane's half of the store: records under revisions, and blobs under their hash.

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { RecordWrite, StoredRecord } from '@perdure/store';
import { everyRow, LAST_CHARACTER, oneRow } from './typed-rows.ts';

export class DocumentRows {
  readonly #create: StatementSync;
  readonly #replace: StatementSync;
  readonly #delete: StatementSync;
  readonly #record: StatementSync;
  readonly #records: StatementSync;
  readonly #writeBlob: StatementSync;
  readonly #blob: StatementSync;
  readonly #removeBlob: StatementSync;
  readonly #blobHashes: StatementSync;

  constructor(db: DatabaseSync) {
    this.#create = db.prepare(
      'INSERT INTO records (kind, key, revision, body) VALUES (?, ?, 1, ?) ON CONFLICT DO NOTHING',
    );
    this.#replace = db.prepare(
      'UPDATE records SET revision = revision + 1, body = ?4 WHERE kind = ?1 AND key = ?2 AND revision = ?3',
    );
    this.#delete = db.prepare('DELETE FROM records WHERE kind = ? AND key = ? AND revision = ?');
    this.#record = db.prepare('SELECT kind, key, revision, body FROM records WHERE kind = ? AND key = ?');
    this.#records = db.prepare(
      'SELECT kind, key, revision, body FROM records WHERE kind = ? AND key BETWEEN ? AND ? ORDER BY key',
    );
    this.#writeBlob = db.prepare('INSERT INTO blobs (hash, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING');
    this.#blob = db.prepare('SELECT bytes FROM blobs WHERE hash = ?');
    this.#removeBlob = db.prepare('DELETE FROM blobs WHERE hash = ?');
    this.#blobHashes = db.prepare('SELECT hash FROM blobs ORDER BY hash');
  }

  /** False if the revision is not the current one. The caller's transaction takes back the writes before it. */
  write({ kind, key, expectedRevision, body }: RecordWrite): boolean {
    if (expectedRevision === 0) {
      return body === undefined ? !this.record(kind, key) : this.#create.run(kind, key, body).changes === 1;
    }
    const written =
      body === undefined
        ? this.#delete.run(kind, key, expectedRevision)
        : this.#replace.run(kind, key, expectedRevision, body);
    return written.changes === 1;
  }

  record(kind: string, key: string): StoredRecord | undefined {
    const row = oneRow<StoredRecord>(this.#record, kind, key);
    return row && { ...row };
  }

  records(kind: string, prefix = ''): readonly StoredRecord[] {
    const rows = everyRow<StoredRecord>(this.#records, kind, prefix, prefix + LAST_CHARACTER);
    return rows.map((row) => ({ ...row }));
  }

  writeBlob(hash: string, bytes: Uint8Array): void {
    this.#writeBlob.run(hash, bytes);
  }

  blob(hash: string): Uint8Array | undefined {
    return oneRow<{ bytes: Uint8Array }>(this.#blob, hash)?.bytes;
  }

  blobHashes(): readonly string[] {
    return everyRow<{ hash: string }>(this.#blobHashes).map(({ hash }) => hash);
  }

  removeBlob(hash: string): void {
    this.#removeBlob.run(hash);
  }
}
