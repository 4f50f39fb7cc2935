// How logs lie on disk. Every function has a folder, and in it numbered segments, the newest of which grows:
//
//   <folder>/<function>/00000007.jsonl
//   <folder>/<function>/00000008.jsonl
//
// A segment holds one JSON document per line. It is never renamed and never rewritten, so its number and a byte offset
// name a line for as long as it is kept. A crash can leave a last line without its end; whoever goes on writing ends it
// first, whoever reads skips what is no JSON.

import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Millis } from '@perdure/protocol';

export interface Segment {
  readonly number: number;
  readonly path: string;
  readonly size: number;
  /** When it was last written to. */
  readonly modifiedAt: Millis;
}

const DIGITS = 8;
const namePattern = /^(\d{8})\.jsonl$/;
const LINE_END = 0x0a;

export const functionFolder = (folder: string, functionName: string): string =>
  join(folder, encodeURIComponent(functionName));

export const segmentPath = (functionFolder: string, number: number): string =>
  join(functionFolder, `${String(number).padStart(DIGITS, '0')}.jsonl`);

/** The functions that have logs, in the order of their names. */
export async function loggedFunctions(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => decodeURIComponent(name))
    .sort();
}

/** The segments in a function's folder, oldest first; none when there is no such folder. */
export async function listSegments(functionFolder: string): Promise<Segment[]> {
  const names = await readdir(functionFolder).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const number = Number(namePattern.exec(name)?.[1] ?? Number.NaN);
      if (Number.isNaN(number)) return [];
      const path = join(functionFolder, name);
      // It may have been dropped since the folder was read.
      const facts = await stat(path).catch(() => undefined);
      return facts === undefined ? [] : [{ number, path, size: facts.size, modifiedAt: facts.mtimeMs }];
    }),
  );
  return found.flat().sort((left, right) => left.number - right.number);
}

/** Whether what the segment holds ends with a whole line. */
export async function endsWhole({ path, size }: Segment): Promise<boolean> {
  if (size === 0) return true;
  const file = await open(path, 'r');
  try {
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
    return buffer[0] === LINE_END;
  } finally {
    await file.close();
  }
}
