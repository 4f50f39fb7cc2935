// Where a command reads and writes. Commands see this port only, so that tests can stand in for a person.

import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';

export interface Terminal {
  /** Standard output: results only. */
  out(text: string): void;
  /** Standard error: everything that is said to a person on the way. */
  err(text: string): void;
  /** Standard output is a terminal: text may be drawn over, and coloured. */
  readonly live: boolean;
  /** A person sits at it and can be asked. */
  readonly interactive: boolean;
  readonly colours: boolean;
  /** Characters in a line, and lines on the screen; undefined when nobody looks at it. */
  readonly columns: number | undefined;
  readonly rows: number | undefined;
  /** The answer to a question, without the newline; undefined when the signal fires or the input ends first. */
  ask(question: string, signal: AbortSignal): Promise<string | undefined>;
  /** All of standard input. */
  readInput(): Promise<string>;
  /** Resolves when the user wants the command to end (Ctrl-C, or a SIGTERM). */
  interrupted(): Promise<void>;
}

/** The terminal of this process. `close` lets the process end although questions were asked. */
export function processTerminal(): Terminal & { close(): void } {
  const { stdin, stdout, stderr, env } = process;
  const live = stdout.isTTY === true && env.TERM !== 'dumb';
  return {
    out: (line) => stdout.write(line),
    err: (line) => stderr.write(line),
    live,
    interactive: live && stdin.isTTY === true && env.CI === undefined,
    colours: live && !env.NO_COLOR,
    get columns() {
      return stdout.isTTY ? stdout.columns : undefined;
    },
    get rows() {
      return stdout.isTTY ? stdout.rows : undefined;
    },
    ask,
    readInput: () => text(stdin),
    interrupted,
    close: () => stdin.unref?.(),
  };
}

async function ask(question: string, signal: AbortSignal): Promise<string | undefined> {
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  const closed = new Promise<undefined>((resolve) => reader.once('close', () => resolve(undefined)));
  // In raw mode the terminal hands Ctrl-C to the reader instead of making it a signal.
  reader.once('SIGINT', () => {
    reader.close();
    process.kill(process.pid, 'SIGINT');
  });
  try {
    return await Promise.race([reader.question(question, { signal }), closed]);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    reader.close();
  }
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
