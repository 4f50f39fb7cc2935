// Who holds the lock on a file. Linux tells; elsewhere the answer is unknown, which costs only a word in a message.
// There is no file with a process id in it: it would outlive its process, and then tell lies.

import { readFileSync, statSync } from 'node:fs';

/** A line of /proc/locks: `1: POSIX  ADVISORY  WRITE 6241 fe:00:2156340 1073741824 1073742335`. */
const lockLine = /(\d+) \S+:(\d+) \S+ \S+$/;

export function lockHolder(file: string): number | undefined {
  try {
    const inode = String(statSync(file).ino);
    for (const line of readFileSync('/proc/locks', 'utf8').split('\n')) {
      const [, pid, lockedInode] = lockLine.exec(line) ?? [];
      if (lockedInode === inode) return Number(pid);
    }
  } catch {
    return undefined;
  }
  return undefined;
}
