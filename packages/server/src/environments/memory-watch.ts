// Holds the processes of environments to the memory of their functions: the whole process and all that it started, not only
// the heap of its runtime. Lambda has the kernel of a virtual machine do this. Here it is looked at often; a process that is
// over its limit is killed as the kernel would kill it, and one that outruns the looking is the first that the kernel
// itself kills (`oom_score_adj`).
//
// What counts is anonymous memory: pages of programs and libraries are shared by all. Only Linux says so; elsewhere nothing
// is enforced but the limit of the JavaScript heap.
//
// Reads from /proc do not wait for anything, and are made synchronously: through the thread pool each costs twenty times
// as much.

import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { environmentLimits } from './limits.ts';

export interface WatchedProcess {
  /** Leader of its process group; undefined when it did not start. */
  readonly pid: number | undefined;
  /** It has taken more than its function has. */
  killForMemory(): void;
}

type StartedProcess = WatchedProcess & { pid: number };

const KIB = 1024;
const BYTES_PER_MEGABYTE = KIB * KIB;
/** Some machines have larger pages; there, less is counted than is used. */
const PAGE_BYTES = 4096;
/** Never worth more to the kernel than the server. */
const FIRST_TO_KILL = '1000';

export class MemoryWatch {
  readonly #limits = new Map<StartedProcess, number>();
  /** The process group of every process of the machine, as of the last census. */
  #groups = new Map<number, number>();
  #timer: NodeJS.Timeout | undefined;
  #rounds = 0;

  watch(child: WatchedProcess, limitMegabytes: number): void {
    if (process.platform !== 'linux' || !hasStarted(child)) return;
    this.#limits.set(child, limitMegabytes * BYTES_PER_MEGABYTE);
    // It may have ended already.
    writeFile(`/proc/${child.pid}/oom_score_adj`, FIRST_TO_KILL).catch(() => {});
    this.#schedule();
  }

  forget(child: WatchedProcess): void {
    if (hasStarted(child)) this.#limits.delete(child);
  }

  close(): void {
    this.#limits.clear();
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#limits.size === 0) return;
    this.#timer = setTimeout(async () => {
      await this.#look();
      this.#timer = undefined;
      this.#schedule();
    }, environmentLimits.memoryLookMillis);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    // Who started others is found out by reading the processes of the machine, which costs more, so it happens less often.
    if (this.#rounds % environmentLimits.memoryLooksPerCensus === 0) await this.#takeCensus();
    this.#rounds += 1;
    const members = Map.groupBy(this.#groups.keys(), (pid) => this.#groups.get(pid));
    for (const [child, limit] of [...this.#limits]) {
      const pids = new Set([child.pid, ...(members.get(child.pid) ?? [])]);
      let used = 0;
      for (const pid of pids) used += ownBytes(pid);
      if (used > limit) child.killForMemory();
    }
  }

  /** Only those that are new are read: a process stays in its group. */
  async #takeCensus(): Promise<void> {
    const groups = new Map<number, number>();
    let read = 0;
    for (const name of readdirSync('/proc')) {
      const pid = Number(name);
      if (!Number.isInteger(pid)) continue;
      const known = this.#groups.get(pid);
      groups.set(pid, known ?? groupOf(pid));
      if (known === undefined) read += 1;
      // Others shall not wait for all of it.
      if (read === environmentLimits.processesReadTogether) {
        read = 0;
        await nextTurn();
      }
    }
    this.#groups = groups;
  }
}

const hasStarted = (child: WatchedProcess): child is StartedProcess => child.pid !== undefined;

const buffer = Buffer.alloc(KIB);

/** The beginning of a file of /proc; empty when the process has ended. */
function peek(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      return buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}

/** `pid (program) state parent group …`, where the name of the program may hold anything. 0 when the process has ended. */
function groupOf(pid: number): number {
  const stat = peek(`/proc/${pid}/stat`);
  const [, , group] = stat
    .slice(stat.lastIndexOf(')') + 1)
    .trim()
    .split(' ');
  return Number(group ?? 0);
}

/** `size resident shared …`, in pages. */
function ownBytes(pid: number): number {
  const [, resident, shared] = peek(`/proc/${pid}/statm`).split(' ');
  return (Number(resident ?? 0) - Number(shared ?? 0)) * PAGE_BYTES;
}
