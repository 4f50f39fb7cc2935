// Reads a file of lines from its end. A last line that a crash cut off, without its line feed, is left out.

import { open } from 'node:fs/promises';
import { accessLimits } from '../limits.ts';

export interface Line {
  /** Where it begins in the file, in bytes. */
  offset: number;
  text: string;
}

const LINE_FEED = 0x0a;

/** The lines that end before `end` (default: the end of the file), last one first. */
export async function* linesBackwards(path: string, end?: number): AsyncGenerator<Line> {
  const file = await open(path, 'r');
  try {
    let begin = end ?? (await file.stat()).size;
    /** What has been read and not given out, from `begin` on. It ends with a line feed, or is the cut off tail. */
    let held = Buffer.alloc(0);
    while (begin > 0) {
      const length = Math.min(accessLimits.auditReadBytes, begin);
      const piece = Buffer.alloc(length);
      await file.read(piece, 0, length, begin - length);
      begin -= length;
      held = Buffer.concat([piece, held]);
      for (;;) {
        const stop = held.lastIndexOf(LINE_FEED);
        const feed = stop <= 0 ? -1 : held.lastIndexOf(LINE_FEED, stop - 1);
        if (stop === -1 || (feed === -1 && begin > 0)) break;
        yield { offset: begin + feed + 1, text: held.toString('utf8', feed + 1, stop) };
        held = held.subarray(0, feed + 1);
        if (held.length === 0) break;
      }
    }
  } finally {
    await file.close();
  }
}

export async function lastLine(path: string): Promise<Line | undefined> {
  for await (const line of linesBackwards(path)) return line;
  return undefined;
}
