// Reads the lines of a segment from any line on, in either direction, a chunk at a time.

import { type FileHandle, open } from 'node:fs/promises';
import { logLimits } from './limits.ts';

export interface SegmentLine {
  /** Where it begins and where the next one does: byte offsets in the segment. */
  readonly start: number;
  readonly end: number;
  /** Without its end. Good until the next chunk is asked for. */
  readonly bytes: Buffer;
}

const LINE_END = 0x0a;

/** The whole lines of each chunk, from the offset on. A last line that has no end yet is left out. */
export async function* linesFrom(path: string, offset: number): AsyncGenerator<SegmentLine[]> {
  const file = await open(path, 'r');
  try {
    let rest: Buffer = Buffer.alloc(0);
    for (let at = offset; ; ) {
      const chunk = await readAt(file, at, logLimits.readBytes);
      if (chunk.length === 0) return;
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const first = at - rest.length;
      at += chunk.length;
      const lines: SegmentLine[] = [];
      let start = 0;
      for (let end = bytes.indexOf(LINE_END); end !== -1; end = bytes.indexOf(LINE_END, start)) {
        lines.push({ start: first + start, end: first + end + 1, bytes: bytes.subarray(start, end) });
        start = end + 1;
      }
      rest = bytes.subarray(start);
      yield lines;
    }
  } finally {
    await file.close();
  }
}

/** The whole lines before the offset, which is the end of one or of the segment; in each chunk the last line comes first. */
export async function* linesBefore(path: string, offset: number): AsyncGenerator<SegmentLine[]> {
  const file = await open(path, 'r');
  try {
    let rest: Buffer = Buffer.alloc(0);
    for (let at = offset; at > 0; ) {
      const length = Math.min(logLimits.readBytes, at);
      at -= length;
      const bytes = Buffer.concat([await readAt(file, at, length), rest]);
      const lines: SegmentLine[] = [];
      // What follows the last line end has none, and is not whole.
      let end = bytes.lastIndexOf(LINE_END);
      if (end === -1) {
        rest = bytes;
        if (at > 0) continue;
      }
      while (end !== -1) {
        const before = end === 0 ? -1 : bytes.lastIndexOf(LINE_END, end - 1);
        // The line may begin in the chunk before this one.
        if (before === -1 && at > 0) break;
        lines.push({ start: at + before + 1, end: at + end + 1, bytes: bytes.subarray(before + 1, end) });
        end = before;
      }
      rest = bytes.subarray(0, end + 1);
      yield lines;
    }
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
