// Keeps functions: in the store, and read ones in memory.
//
// Owns: how records are read, cached and written. Does not own: the rules of changes (function-registry.ts and its parts).
//
// K1  A change is decided on the records as they are in the store, and written only if they still are.
// K2  Changes made through this catalogue are seen by every later read through it.
// K3  Changes made by another server are seen after `cacheMillis` at the latest.

import type { Millis, Result } from '@perdure/protocol';
import { refused } from '@perdure/protocol';
import type { RecordWrite, Store } from '@perdure/store';
import type { FunctionConfiguration } from './function-api.ts';
import type { FunctionNumbers, FunctionRecord } from './function-record.ts';
import { readRecord, recordKinds, versionKey, versionKeyPrefix, writeRecord } from './function-record.ts';
import { functionLimits } from './limits.ts';

export interface CatalogueEntry {
  record: FunctionRecord;
  /** By number, oldest first. */
  versions: ReadonlyMap<string, FunctionConfiguration>;
}

/** What a decision does to a function. Members that are absent leave things as they are. */
export interface FunctionChange<Value> {
  value: Value;
  record?: FunctionRecord;
  versionAdded?: FunctionConfiguration;
  versionRemoved?: string;
  /** The function goes, with all its versions. */
  removed?: true;
}

interface Cached {
  entry: CatalogueEntry | undefined;
  revision: number;
  readAt: Millis;
}

export interface FunctionCatalogueOptions {
  store: Pick<Store, 'record' | 'records' | 'writeRecords'>;
  now(): Millis;
  /** Infinite where no other server writes to the store. */
  cacheMillis: number;
}

export class FunctionCatalogue {
  readonly #options: FunctionCatalogueOptions;
  readonly #cache = new Map<string, Cached>();
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(options: FunctionCatalogueOptions) {
    this.#options = options;
  }

  /** The function as it stands in memory, when that is fresh enough; no store is asked. */
  peek(functionName: string): CatalogueEntry | undefined {
    const cached = this.#cache.get(functionName);
    if (cached === undefined || this.#options.now() - cached.readAt > this.#options.cacheMillis)
      return undefined;
    return cached.entry;
  }

  async find(functionName: string): Promise<CatalogueEntry | undefined> {
    return this.peek(functionName) ?? (await this.#read(functionName)).entry;
  }

  /** All functions in the order of their names. */
  async all(): Promise<readonly FunctionRecord[]> {
    const records = await this.#options.store.records(recordKinds.function);
    return records.map((record) => readRecord<FunctionRecord>(record.body));
  }

  /** The number of the newest version that a function of this name ever had. */
  async lastNumber(functionName: string): Promise<number> {
    const numbers = await this.#options.store.record(recordKinds.numbers, functionName);
    return numbers === undefined ? 0 : readRecord<FunctionNumbers>(numbers.body).lastVersion;
  }

  /** Decides on the function as it is now, and writes what was decided. One change at a time. */
  change<Value>(
    functionName: string,
    decide: (entry: CatalogueEntry | undefined) => Result<FunctionChange<Value>>,
  ): Promise<Result<Value>> {
    const change = this.#lastChange.then(() => this.#change(functionName, decide));
    this.#lastChange = change.catch(() => {});
    return change;
  }

  async #change<Value>(
    functionName: string,
    decide: (entry: CatalogueEntry | undefined) => Result<FunctionChange<Value>>,
  ): Promise<Result<Value>> {
    for (let attempt = 1; attempt <= functionLimits.attemptsMax; attempt += 1) {
      const current = await this.#read(functionName);
      const decided = decide(current.entry);
      if (!decided.ok) return decided;
      const writes = await this.#writes(functionName, current, decided.value);
      if (writes.length === 0) return { ok: true, value: decided.value.value };
      const isWritten = await this.#options.store.writeRecords(writes);
      await this.#read(functionName);
      if (isWritten) return { ok: true, value: decided.value.value };
    }
    return refused(
      'TooManyRequestsException',
      `Others change the function ${functionName} at the same time. Try again.`,
    );
  }

  async #read(functionName: string): Promise<Cached> {
    const { store, now } = this.#options;
    const readAt = now();
    const record = await store.record(recordKinds.function, functionName);
    if (record === undefined) {
      // Names that do not exist are many: they are not kept.
      this.#cache.delete(functionName);
      return { entry: undefined, revision: 0, readAt };
    }
    const versions = new Map<string, FunctionConfiguration>();
    for (const { body } of await store.records(recordKinds.version, versionKeyPrefix(functionName))) {
      const configuration = readRecord<FunctionConfiguration>(body);
      versions.set(configuration.Version, configuration);
    }
    const entry = { record: readRecord<FunctionRecord>(record.body), versions };
    const cached = { entry, revision: record.revision, readAt };
    this.#cache.set(functionName, cached);
    return cached;
  }

  async #writes<Value>(
    functionName: string,
    current: Cached,
    change: FunctionChange<Value>,
  ): Promise<RecordWrite[]> {
    if (change.removed) return this.#removal(functionName, current);
    const kind = recordKinds.version;
    const writes: RecordWrite[] = [];
    if (change.record !== undefined) {
      const body = writeRecord(change.record);
      writes.push({
        kind: recordKinds.function,
        key: functionName,
        expectedRevision: current.revision,
        body,
      });
    }
    if (change.versionAdded !== undefined) {
      const key = versionKey(functionName, change.versionAdded.Version);
      writes.push({ kind, key, expectedRevision: 0, body: writeRecord(change.versionAdded) });
    }
    if (change.versionRemoved !== undefined) {
      writes.push({ kind, key: versionKey(functionName, change.versionRemoved), expectedRevision: 1 });
    }
    return writes;
  }

  async #removal(functionName: string, { entry, revision }: Cached): Promise<RecordWrite[]> {
    if (entry === undefined) return [];
    const numbers = await this.#options.store.record(recordKinds.numbers, functionName);
    const { lastVersion } = entry.record;
    return [
      { kind: recordKinds.function, key: functionName, expectedRevision: revision },
      {
        kind: recordKinds.numbers,
        key: functionName,
        expectedRevision: numbers?.revision ?? 0,
        body: writeRecord({ lastVersion }),
      },
      ...[...entry.versions.keys()].map((version) => ({
        kind: recordKinds.version,
        key: versionKey(functionName, version),
        expectedRevision: 1,
      })),
    ];
  }
}
