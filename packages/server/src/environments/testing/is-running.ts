// Whether a process runs.

import { readFileSync } from 'node:fs';

/** A process that has ended, but whose parent has not taken notice yet, does not run. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // Not Linux, or the process has ended between the two looks; the next look tells.
    return true;
  }
}
