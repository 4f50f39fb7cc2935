// What the machine itself gives, so that figures of different machines can be compared.

import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { median } from './statistics.ts';

const SYNCS = 500;
const SYNC_BYTES = 4096;
const BYTES_PER_GIB = 1024 ** 3;

/** The median time in milliseconds to append 4 KiB and have it on disk. */
export function syncMillis(directory: string): number {
  const folder = mkdtempSync(join(directory, 'sync-'));
  const file = openSync(join(folder, 'log'), 'w');
  const block = Buffer.alloc(SYNC_BYTES, 1);
  const times: number[] = [];
  for (let index = 0; index < SYNCS; index += 1) {
    const begin = performance.now();
    writeSync(file, block);
    fdatasyncSync(file);
    times.push(performance.now() - begin);
  }
  closeSync(file);
  rmSync(folder, { recursive: true });
  return median(times);
}

export function describeMachine(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / BYTES_PER_GIB);
  return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}, ${memory} GiB, Node ${process.version}`;
}
