// Says that something takes long, to a person who waits for it: a line that is drawn over, from the first second on.

import type { Terminal } from '../terminal.ts';
import { formatDuration } from './duration.ts';

const QUIET_MS = 1000;
const FRAME_MS = 200;
const MS_PER_SECOND = 1000;
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧'] as const;

/** The line, for who draws it from time to time; without a person at the terminal, nothing. */
export class ProgressLine {
  readonly #terminal: Terminal;
  readonly #what: string;
  readonly #begun = Date.now();
  #frame = 0;
  #isDrawn = false;

  constructor(terminal: Terminal, what: string) {
    this.#terminal = terminal;
    this.#what = what;
  }

  draw(): void {
    const elapsed = Date.now() - this.#begun;
    if (!this.#terminal.interactive || elapsed < QUIET_MS) return;
    this.#frame += 1;
    this.#isDrawn = true;
    const frame = frames[this.#frame % frames.length];
    this.#terminal.err(`\r${frame} ${this.#what} ${formatDuration(elapsed / MS_PER_SECOND)} \x1b[K`);
  }

  /** Makes room for something else. */
  clear(): void {
    if (this.#isDrawn) this.#terminal.err('\r\x1b[K');
    this.#isDrawn = false;
  }
}

export async function withProgress<Value>(
  terminal: Terminal,
  what: string,
  work: Promise<Value>,
): Promise<Value> {
  if (!terminal.interactive) return await work;
  const line = new ProgressLine(terminal, what);
  const timer = setInterval(() => line.draw(), FRAME_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    line.clear();
  }
}
