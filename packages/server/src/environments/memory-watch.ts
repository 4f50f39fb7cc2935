// Holds the processes of environments to the memory of their functions: the whole process and all that it started, not only
// the heap of its runtime. Lambda has the kernel of a virtual machine do this. Here it is looked at often; a process that is
// over its limit is killed as the kernel would kill it, and one that outruns the looking is the first that the kernel
// itself kills (`oom_score_adj`).
//
// What counts is memory that is the process's own (`RssAnon`, `RssShmem`): pages of programs and libraries are shared by all.
// Only Linux says so; elsewhere nothing is enforced but the limit of the JavaScript heap.

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { environmentLimits } from './limits.ts';

export interface WatchedProcess {
  /** Leader of its process group; undefined when it did not start. */
  readonly pid: number | undefined;
  /** It has taken more than its function has. */
  killForMemory(): void;
}

const KIB_PER_MEGABYTE = 1024;
/** Never worth more to the kernel than the server. */
const firstToKill = '1000';

export class MemoryWatch {
  readonly #limits = new Map<WatchedProcess & { pid: number }, number>();
  #timer: NodeJS.Timeout | undefined;
  #rounds = 0;

  watch(child: WatchedProcess, limitMegabytes: number): void {
    if (process.platform !== 'linux' || !hasPid(child)) return;
    this.#limits.set(child, limitMegabytes * KIB_PER_MEGABYTE);
    // It may have ended already.
    writeFile(`/proc/${child.pid}/oom_score_adj`, firstToKill).catch(() => {});
    this.#schedule();
  }

  forget(child: WatchedProcess): void {
    if (hasPid(child)) this.#limits.delete(child);
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
    this.#rounds += 1;
    // Who started others is found out by reading all processes of the machine, which costs more, so it happens less often.
    const isThorough = this.#rounds % environmentLimits.memoryLooksPerCensus === 0;
    const members = isThorough ? await this.#census() : new Map<number, number[]>();
    for (const [child, limit] of [...this.#limits]) {
      const pids = members.get(child.pid) ?? [child.pid];
      const used = await Promise.all(pids.map(ownKibibytes));
      if (used.reduce((sum, kibibytes) => sum + kibibytes, 0) > limit) child.killForMemory();
    }
  }

  /** The processes of each group that is watched. */
  async #census(): Promise<Map<number, number[]>> {
    const members = new Map<number, number[]>([...this.#limits.keys()].map(({ pid }) => [pid, []]));
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    for (const pid of pids) {
      const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
      // The name of the program stands in parentheses and may hold anything, so the fields are counted from behind it.
      const [, , group] = stat
        .slice(stat.lastIndexOf(')') + 1)
        .trim()
        .split(' ');
      members.get(Number(group))?.push(Number(pid));
    }
    return members;
  }
}

const hasPid = (child: WatchedProcess): child is WatchedProcess & { pid: number } => child.pid !== undefined;

const ownMemory = /^Rss(?:Anon|Shmem):\s+(\d+) kB$/gm;

async function ownKibibytes(pid: number): Promise<number> {
  // A process that has ended between two looks uses nothing.
  const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
  return [...status.matchAll(ownMemory)].reduce((sum, [, kibibytes]) => sum + Number(kibibytes), 0);
}
