// Keeps the output of functions in segments (log-segments.ts), and bounds what is kept.
//
// Owns: what waits to be written, and which segments are dropped. Does not own: reading (log-search.ts), which sees nothing
// but the files.
//
// K1  `write` never blocks and never grows: a disk that is slower than the functions are talkative costs lines, not memory,
//     and the log says how many.
// K2  A line is appended whole or counted as dropped. What a crash or a full disk cut short is ended before the next one.
// K3  The segment that grows is never dropped, so a function always has its latest lines.

import { appendFile, mkdir, rm } from 'node:fs/promises';
import { logLimits } from './limits.ts';
import {
  endsWhole,
  functionFolder,
  listSegments,
  loggedFunctions,
  type Segment,
  segmentPath,
} from './log-segments.ts';
import type { LogLine, LogSink } from './log-sink.ts';

/** A line of a segment: a LogLine, or in its place the number of those that were dropped. */
export type StoredLogLine = LogLine | { at: number; functionName: string; dropped: number };

interface Backlog {
  lines: string[];
  /** UTF-16 units: close enough to bytes for a bound. */
  size: number;
  dropped: number;
}

/** The segment of a function that grows. */
interface Growing {
  folder: string;
  number: number;
  size: number;
  endsWhole: boolean;
}

export interface LogBounds {
  /** Bytes kept of one function; the oldest go first. Default: 50 MiB. */
  functionBytesMax?: number;
  /** Bytes kept of all functions together; the oldest go first. Default: 1 GiB. */
  totalBytesMax?: number;
}

export interface FileLogSinkOptions extends LogBounds {
  folder: string;
  pendingBytesMax?: number;
}

export class FileLogSink implements LogSink {
  readonly #folder: string;
  readonly #segmentBytesMax: number;
  readonly #totalBytesMax: number;
  readonly #pendingBytesMax: number;
  /** Of functions that have something to write. */
  readonly #backlogs = new Map<string, Backlog>();
  readonly #growing = new Map<string, Growing>();
  readonly #listeners = new Set<(functionName: string) => void>();
  #writtenSinceCheck: number;
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> | undefined;

  constructor(options: FileLogSinkOptions) {
    this.#folder = options.folder;
    this.#segmentBytesMax = (options.functionBytesMax ?? logLimits.functionBytesMax) / logLimits.segmentsMax;
    this.#totalBytesMax = options.totalBytesMax ?? logLimits.totalBytesMax;
    this.#pendingBytesMax = options.pendingBytesMax ?? logLimits.pendingBytesMax;
    // The bound may have been lowered since the last start: the first lines see to it.
    this.#writtenSinceCheck = this.#totalBytesMax;
  }

  write(line: LogLine): void {
    let backlog = this.#backlogs.get(line.functionName);
    if (backlog === undefined) {
      backlog = { lines: [], size: 0, dropped: 0 };
      this.#backlogs.set(line.functionName, backlog);
    }
    if (backlog.size + line.line.length > this.#pendingBytesMax) {
      backlog.dropped += 1;
    } else {
      const text = JSON.stringify(line);
      backlog.lines.push(text);
      backlog.size += text.length;
    }
    this.#schedule();
  }

  /** Tells the listener after lines of a function were kept. Answers how to stop that. */
  onAppended(listener: (functionName: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when what was written so far is kept, or counted as dropped. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#flushing !== undefined) await this.#flushing;
    await this.#flush();
  }

  async close(): Promise<void> {
    await this.flush();
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#flushing !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#flush();
    }, logLimits.flushMillis);
    this.#timer.unref();
  }

  #flush(): Promise<void> {
    this.#flushing = this.#appendAll().finally(() => {
      this.#flushing = undefined;
      if (this.#backlogs.size > 0) this.#schedule();
    });
    return this.#flushing;
  }

  async #appendAll(): Promise<void> {
    for (const [functionName, backlog] of [...this.#backlogs]) {
      this.#backlogs.delete(functionName);
      try {
        await this.#append(functionName, backlog);
      } catch {
        this.#lose(functionName, backlog);
        continue;
      }
      for (const listener of this.#listeners) listener(functionName);
    }
    if (this.#writtenSinceCheck >= this.#totalBytesMax * logLimits.totalCheckShare) {
      this.#writtenSinceCheck = 0;
      await this.#boundTotal().catch(() => {});
    }
  }

  /** What could not be written is told when the disk takes lines again. */
  #lose(functionName: string, lost: Backlog): void {
    const backlog = this.#backlogs.get(functionName) ?? { lines: [], size: 0, dropped: 0 };
    backlog.dropped += lost.dropped + lost.lines.length;
    this.#backlogs.set(functionName, backlog);
    // A part may have been written, or somebody removed the folder: looked at anew the next time.
    this.#growing.delete(functionName);
  }

  async #append(functionName: string, { lines, dropped }: Backlog): Promise<void> {
    const segment = await this.#segment(functionName);
    const notice: StoredLogLine = { at: Date.now(), functionName, dropped };
    const texts = dropped === 0 ? lines : [...lines, JSON.stringify(notice)];
    const bytes = Buffer.from(`${segment.endsWhole ? '' : '\n'}${texts.join('\n')}\n`);
    await appendFile(segmentPath(segment.folder, segment.number), bytes);
    segment.size += bytes.length;
    segment.endsWhole = true;
    this.#writtenSinceCheck += bytes.length;
  }

  async #segment(functionName: string): Promise<Growing> {
    const known = this.#growing.get(functionName) ?? (await this.#newest(functionName));
    if (known.size >= this.#segmentBytesMax) {
      Object.assign(known, { number: known.number + 1, size: 0, endsWhole: true });
      await dropOldest(known.folder);
    }
    this.#growing.set(functionName, known);
    return known;
  }

  async #newest(functionName: string): Promise<Growing> {
    const folder = functionFolder(this.#folder, functionName);
    await mkdir(folder, { recursive: true });
    const newest = (await listSegments(folder)).at(-1);
    if (newest === undefined) return { folder, number: 1, size: 0, endsWhole: true };
    return { folder, number: newest.number, size: newest.size, endsWhole: await endsWhole(newest) };
  }

  async #boundTotal(): Promise<void> {
    const kept: Segment[] = [];
    let total = 0;
    for (const functionName of await loggedFunctions(this.#folder)) {
      const growing = this.#growing.get(functionName)?.number;
      for (const segment of await listSegments(functionFolder(this.#folder, functionName))) {
        total += segment.size;
        if (segment.number !== growing) kept.push(segment);
      }
    }
    kept.sort((left, right) => left.modifiedAt - right.modifiedAt);
    for (const { path, size } of kept) {
      if (total <= this.#totalBytesMax) return;
      await rm(path, { force: true });
      total -= size;
    }
  }
}

/** Makes room for one more segment. */
async function dropOldest(folder: string): Promise<void> {
  const segments = await listSegments(folder);
  const surplus = segments.length + 1 - logLimits.segmentsMax;
  for (const { path } of segments.slice(0, Math.max(0, surplus))) await rm(path, { force: true });
}
