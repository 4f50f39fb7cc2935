// The audit log: a file of JSON lines for each day, in the folder `audit` of the data directory.
//
// A1  An entry is in the file before the request is answered, so no answered change is without one, whatever process dies.
// A2  Entries are only ever appended, and each holds the hash of the one before: one that was changed or taken out is found
//     by reading the chain.

import { hash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Millis } from '@perdure/protocol';
import type { AuditEntry, AuditEvent } from './audit-entry.ts';
import { lastLine } from './read-backwards.ts';

interface Waiting {
  event: AuditEvent;
  written(): void;
  failed(reason: unknown): void;
}

const OWNER_ONLY = 0o600;
const FOLDER_OWNER_ONLY = 0o700;

export const auditFileName = /^\d{4}-\d\d-\d\d\.jsonl$/;

export class AuditLog {
  readonly folder: string;
  #waiting: Waiting[] = [];
  #isWriting = false;
  #written: Promise<void> = Promise.resolve();
  #file: { name: string; handle: FileHandle; length: number } | undefined;
  #sequence = 0;
  #chain = '';

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Goes on where the log ends. */
  async open(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: FOLDER_OWNER_ONLY });
    const names = await auditFiles(this.folder);
    for (const name of names) {
      const path = join(this.folder, name);
      await dropTornLine(path);
      const line = await lastLine(path);
      if (line === undefined) continue;
      // Written by `#writeAll` only.
      const { sequence, chain } = JSON.parse(line.text) as AuditEntry;
      this.#sequence = sequence;
      this.#chain = chain;
      return;
    }
  }

  /** Resolves when the entry is in the file. Entries that come at the same time are written together. */
  record(event: AuditEvent): Promise<void> {
    return new Promise((written, failed) => {
      this.#waiting.push({ event, written, failed });
      if (!this.#isWriting) this.#written = this.#writeAll();
    });
  }

  /** The last entry that is in the file. */
  get written(): { sequence: number; chain: string } {
    return { sequence: this.#sequence, chain: this.#chain };
  }

  async close(): Promise<void> {
    await this.#written;
    await this.#file?.handle.sync();
    await this.#file?.handle.close();
    this.#file = undefined;
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      // What arrives within this turn of the event loop is written with it.
      await new Promise<void>((resolve) => setImmediate(resolve));
      const batch = this.#waiting;
      this.#waiting = [];
      const [sequence, chain] = [this.#sequence, this.#chain];
      try {
        const text = batch.map(({ event }) => this.#line(event)).join('');
        await this.#append(batch[0]?.event.at ?? 0, text);
        for (const { written } of batch) written();
      } catch (error) {
        this.#sequence = sequence;
        this.#chain = chain;
        for (const { failed } of batch) failed(error);
      }
    }
    // At once with the look at what waits: whoever comes next must begin anew.
    this.#isWriting = false;
  }

  #line(event: AuditEvent): string {
    this.#sequence += 1;
    const entry: AuditEntry = { sequence: this.#sequence, ...event, chain: '' };
    entry.chain = chainOf(this.#chain, entry);
    this.#chain = entry.chain;
    return `${JSON.stringify(entry)}\n`;
  }

  async #append(at: Millis, text: string): Promise<void> {
    const file = await this.#fileOf(at);
    try {
      await file.handle.appendFile(text);
      file.length += Buffer.byteLength(text);
    } catch (error) {
      // A full disk may have taken half a line.
      await file.handle.truncate(file.length);
      throw error;
    }
  }

  async #fileOf(at: Millis): Promise<{ handle: FileHandle; length: number }> {
    const [day = ''] = new Date(at).toISOString().split('T');
    const name = `${day}.jsonl`;
    if (this.#file?.name === name) return this.#file;
    await this.#file?.handle.close();
    this.#file = undefined;
    const handle = await open(join(this.folder, name), 'a', OWNER_ONLY);
    this.#file = { name, handle, length: (await handle.stat()).size };
    return this.#file;
  }
}

/** Takes away what a crash left of a line that it cut off: nobody has been answered on it. */
async function dropTornLine(path: string): Promise<void> {
  const line = await lastLine(path);
  const end = line === undefined ? 0 : line.offset + Buffer.byteLength(line.text) + 1;
  await truncate(path, end);
}

/** The value that an entry's `chain` must have behind the one before. */
export function chainOf(before: string, { chain: _, ...entry }: AuditEntry): string {
  return hash('sha256', `${before}\n${JSON.stringify(entry)}`, 'hex');
}

/** The files of the log, newest first. */
export async function auditFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => auditFileName.test(name))
    .sort()
    .reverse();
}
