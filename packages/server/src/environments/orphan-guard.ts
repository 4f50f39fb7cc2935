// Ends environments whose server was killed.
//
// An environment notices by itself when its server is gone, unless the function keeps it busy without a pause. So a shell
// that does nothing else stands by: it is told of every process group, and when its input ends, which the system sees to
// however the server died, it kills those that are left. It leads a group of its own and ignores what a terminal sends.

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';

const script = `
trap '' INT TERM HUP QUIT
groups=' '
while read -r word group; do
  case $word in
    watch) groups="$groups$group " ;;
    forget) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
`;

export class OrphanGuard {
  readonly #groups = new Set<number>();
  #shell: ChildProcess | undefined;

  watch(group: number): void {
    this.#groups.add(group);
    if (this.#shell === undefined) this.#open();
    else this.#shell.stdin?.write(`watch ${group}\n`);
  }

  /** The group has ended; its number may be given to another. */
  forget(group: number): void {
    if (this.#groups.delete(group)) this.#shell?.stdin?.write(`forget ${group}\n`);
  }

  close(): void {
    this.#shell?.stdin?.end();
  }

  #open(): void {
    const shell = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    this.#shell = shell;
    // Without a shell, or when somebody ends it, environments still notice by themselves; the next one brings a new shell.
    shell.on('error', () => this.#lost(shell));
    shell.on('exit', () => this.#lost(shell));
    shell.stdin?.on('error', () => {});
    shell.unref();
    if (shell.stdin !== null && 'unref' in shell.stdin && typeof shell.stdin.unref === 'function') {
      shell.stdin.unref();
    }
    for (const group of this.#groups) shell.stdin?.write(`watch ${group}\n`);
  }

  #lost(shell: ChildProcess): void {
    if (this.#shell === shell) this.#shell = undefined;
  }
}
