// Keeps the output of functions in files: one folder per function, JSON lines, rotated by size.
//
//   <folder>/<function>/current.jsonl     grows to `fileBytesMax`
//   <folder>/<function>/1.jsonl, 2.jsonl  what was current before, the newest first
//
// Owns: the files, and what waits to be written to them. It never blocks and never grows: a disk that is slower than the
// functions are talkative costs lines, not memory, and the file says how many.

import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { logLimits } from './limits.ts';
import type { LogLine, LogSink } from './log-sink.ts';

/** A line of a file: a LogLine, or in its place the number of those that were dropped. */
export type StoredLogLine = LogLine | { at: number; functionName: string; dropped: number };

interface Backlog {
  lines: string[];
  /** UTF-16 units: close enough to bytes for a bound. */
  size: number;
  dropped: number;
}

export interface FileLogSinkOptions {
  folder: string;
  fileBytesMax?: number;
  filesMax?: number;
  pendingBytesMax?: number;
}

export class FileLogSink implements LogSink {
  readonly #folder: string;
  readonly #fileBytesMax: number;
  readonly #filesMax: number;
  readonly #pendingBytesMax: number;
  /** Of functions that have something to write. */
  readonly #backlogs = new Map<string, Backlog>();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> | undefined;

  constructor(options: FileLogSinkOptions) {
    this.#folder = options.folder;
    this.#fileBytesMax = options.fileBytesMax ?? logLimits.fileBytesMax;
    this.#filesMax = options.filesMax ?? logLimits.filesMax;
    this.#pendingBytesMax = options.pendingBytesMax ?? logLimits.pendingBytesMax;
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

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#flushing;
    await this.#flush();
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#flushing !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#flushing = this.#flush().finally(() => {
        this.#flushing = undefined;
        if (this.#backlogs.size > 0) this.#schedule();
      });
    }, logLimits.flushMillis);
    this.#timer.unref();
  }

  async #flush(): Promise<void> {
    for (const [functionName, backlog] of [...this.#backlogs]) {
      this.#backlogs.delete(functionName);
      await this.#append(functionName, backlog).catch(() => this.#lose(functionName, backlog));
    }
  }

  /** What could not be written is told when the disk takes lines again. */
  #lose(functionName: string, lost: Backlog): void {
    const backlog = this.#backlogs.get(functionName) ?? { lines: [], size: 0, dropped: 0 };
    backlog.dropped += lost.dropped + lost.lines.length;
    this.#backlogs.set(functionName, backlog);
  }

  async #append(functionName: string, { lines, dropped }: Backlog): Promise<void> {
    const folder = join(this.#folder, encodeURIComponent(functionName));
    const current = join(folder, 'current.jsonl');
    const found = await stat(current).catch(() => undefined);
    if (found === undefined) await mkdir(folder, { recursive: true });
    else if (found.size >= this.#fileBytesMax) await this.#rotate(folder, current);
    const notice: StoredLogLine = { at: Date.now(), functionName, dropped };
    const texts = dropped === 0 ? lines : [...lines, JSON.stringify(notice)];
    await appendFile(current, `${texts.join('\n')}\n`);
  }

  async #rotate(folder: string, current: string): Promise<void> {
    const older = (age: number): string => join(folder, `${age}.jsonl`);
    for (let age = this.#filesMax - 2; age >= 1; age -= 1) {
      await rename(older(age), older(age + 1)).catch(() => {});
    }
    await rename(current, older(1));
  }
}
