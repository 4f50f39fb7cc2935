// A real terminal: a session of tmux in which a test types, and whose screen it reads.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where a tool is not installed, its tests are left out; in continuous integration they fail. */
export const isLeftOut = (...tools: readonly string[]): boolean =>
  process.env.CI === undefined && tools.some((tool) => !existsSync(`/usr/bin/${tool}`));

const POLL_MILLIS = 50;
const SCREEN_MILLIS_MAX = 60_000;
const COLUMNS = '120';
const ROWS = '50';

export class Tmux implements Disposable {
  readonly #socket: string;

  /** `shell` and its arguments run in the terminal; `env` is added to the environment. */
  constructor(shell: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#socket = `perdure-test-${process.pid}-${Math.random().toString(36).slice(2)}`;
    // In CI the command would take itself for unattended.
    const { CI: _ci, TMUX: _tmux, ...inherited } = process.env;
    const size = ['-x', COLUMNS, '-y', ROWS];
    this.#run(['-f', '/dev/null', 'new-session', '-d', ...size, ...shell], {
      ...inherited,
      TERM: 'xterm',
      ...env,
    });
  }

  type(text: string): void {
    this.#run(['send-keys', '-l', text]);
  }

  /** Keys by their names in tmux: `Enter`, `Tab`, `C-c`. */
  press(...keys: readonly string[]): void {
    this.#run(['send-keys', ...keys]);
  }

  /** The screen with what has scrolled off it, `escapes` with the sequences for colours. */
  screen(escapes = false): string {
    return this.#run(['capture-pane', '-p', '-S', '-500', ...(escapes ? ['-e'] : [])]);
  }

  /** Resolves once the screen shows it; fails with the screen when it does not. */
  async shows(pattern: RegExp): Promise<string> {
    for (let waited = 0; waited < SCREEN_MILLIS_MAX; waited += POLL_MILLIS) {
      const screen = this.screen();
      if (pattern.test(screen)) return screen;
      await sleep(POLL_MILLIS);
    }
    throw new Error(`the screen does not show ${pattern}:\n${this.screen()}`);
  }

  [Symbol.dispose](): void {
    try {
      this.#run(['kill-server']);
    } catch {
      // It ended with its shell.
    }
  }

  #run(args: readonly string[], env?: NodeJS.ProcessEnv): string {
    return execFileSync('tmux', ['-L', this.#socket, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(env === undefined ? {} : { env }),
    });
  }
}
