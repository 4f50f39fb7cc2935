// Runs commit-loop.ts in a process of its own.

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./commit-loop.ts', import.meta.url));

export interface CommitLoop {
  pid: number | undefined;
  /** Resolves with the first version acknowledged that is not below `version`. */
  reaches(version: number): Promise<number>;
  /** SIGKILL. Resolves with the last version acknowledged, once the process is gone and all it said is read. */
  kill(): Promise<number>;
}

export function startCommitLoop(directory: string): CommitLoop {
  const child: ChildProcess = spawn(process.execPath, [program, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (!child.stdout) throw new Error('the output of the commit loop is a pipe');
  const lines = createInterface({ input: child.stdout });
  let acknowledged = -1;
  const ended = Promise.all([once(child, 'exit'), once(lines, 'close')]);
  lines.on('line', (line) => {
    acknowledged = Number(line);
    lines.emit('acknowledged');
  });
  return {
    pid: child.pid,
    async reaches(version) {
      while (acknowledged < version) {
        await Promise.race([
          once(lines, 'acknowledged'),
          ended.then(() => {
            throw new Error(`the commit loop ended at version ${acknowledged}`);
          }),
        ]);
      }
      return acknowledged;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
      return acknowledged;
    },
  };
}

/** The command line that makes this many commits and ends. */
export function commitLoopCommand(directory: string, commits: number): readonly [string, ...string[]] {
  return [process.execPath, program, directory, String(commits)];
}
