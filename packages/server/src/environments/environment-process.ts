// The operating system's side of an environment: starting its process, reading its output, ending it.
//
// The process leads a group of its own, so that what the function starts ends with it, and so that Ctrl-C in the
// server's terminal reaches the server alone. Its standard input is held open by the server and never written to:
// its end tells the process that the server is gone.

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import type { ProcessExit } from './exit-reason.ts';
import type { LaunchPlan } from './launch-plan.ts';
import { environmentLimits } from './limits.ts';
import { LineSplitter } from './line-splitter.ts';
import type { WatchedProcess } from './memory-watch.ts';
import type { OrphanGuard } from './orphan-guard.ts';

export interface ProcessObserver {
  printed(stream: 'stdout' | 'stderr', line: string): void;
  /** The process could not be started. Nothing follows. */
  startFailed(error: Error): void;
  /** The process has ended, and all that it printed has been seen. Nothing follows. */
  exited(exit: ProcessExit): void;
}

/** What V8 prints before it aborts. */
const outOfMemoryWords = 'JavaScript heap out of memory';

export class EnvironmentProcess implements WatchedProcess {
  readonly #child: ChildProcess;
  readonly #guard: OrphanGuard;
  readonly #observer: ProcessObserver;
  #outOfMemory = false;
  #isOver = false;
  #killTimer: NodeJS.Timeout | undefined;

  constructor(
    plan: Pick<LaunchPlan, 'command' | 'arguments'>,
    place: { directory: string; variables: Record<string, string> },
    guard: OrphanGuard,
    observer: ProcessObserver,
  ) {
    this.#guard = guard;
    this.#observer = observer;
    this.#child = spawn(plan.command, [...plan.arguments], {
      cwd: place.directory,
      env: place.variables,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    if (this.#child.pid !== undefined) guard.watch(this.#child.pid);
    this.#read('stdout');
    this.#read('stderr');
    // A process that ends with its input unread is no error of ours.
    this.#child.stdin?.on('error', () => {});
    this.#child.on('error', (error) => {
      if (this.#child.pid === undefined) this.#end(() => observer.startFailed(error));
    });
    this.#child.on('exit', (code, signal) => this.#drain(code, signal));
  }

  /** SIGTERM now, SIGKILL when the grace is over. May be called again with a shorter grace. */
  end(graceMillis: number): void {
    if (this.#isOver) return;
    clearTimeout(this.#killTimer);
    if (graceMillis <= 0) {
      this.#signal('SIGKILL');
      return;
    }
    this.#signal('SIGTERM');
    this.#killTimer = setTimeout(() => this.#signal('SIGKILL'), graceMillis);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  killForMemory(): void {
    this.#outOfMemory = true;
    this.end(0);
  }

  #read(stream: 'stdout' | 'stderr'): void {
    const output = this.#child[stream];
    const splitter = new LineSplitter((line) => {
      if (line.includes(outOfMemoryWords)) this.#outOfMemory = true;
      this.#observer.printed(stream, line);
    });
    output?.on('data', (chunk: Buffer) => splitter.push(chunk));
    output?.on('end', () => splitter.end());
    output?.on('error', () => splitter.end());
  }

  #drain(code: number | null, signal: NodeJS.Signals | null): void {
    clearTimeout(this.#killTimer);
    // What the function has started must not outlive it.
    this.#signal('SIGKILL');
    if (this.#child.pid !== undefined) this.#guard.forget(this.#child.pid);
    const finish = (): void => {
      clearTimeout(timer);
      this.#end(() => this.#observer.exited({ code, signal, outOfMemory: this.#outOfMemory }));
    };
    const timer = setTimeout(finish, environmentLimits.outputDrainMillis);
    this.#child.on('close', finish);
  }

  #end(tell: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
    this.#child.stdin?.destroy();
    tell();
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // The whole group is gone.
    }
  }
}
