// Gives a process a `/tmp` of its own: a mount namespace in which its temporary folder lies over the machine's `/tmp`. It is
// made by `unshare` and `mount` of util-linux, as root or in a user namespace, before the program itself is executed in the
// same process.
//
// What the program needs and lies under the machine's `/tmp` (code, runtime) is mounted into the new one at its old place.

import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface Command {
  readonly command: string;
  readonly arguments: readonly string[];
}

interface Namespace {
  /** Options of `unshare` that give the right to mount. */
  readonly enter: readonly string[];
  /** What gives that right back before the program starts; the process is then who it was. */
  readonly leave: readonly string[];
}

const run = promisify(execFile);
const tmp = '/tmp';

/** Arguments: the new `/tmp`, the folders that must stay visible, `--`, the program. */
const script = `
new=$1; shift
while [ "$1" != -- ]; do
  mkdir -p "$new\${1#/tmp}" && mount --bind "$1" "$new\${1#/tmp}" || exit 1
  shift
done
shift
mount --rbind "$new" /tmp && cd "$PWD" && exec "$@"
`;

export class PrivateTmp {
  readonly #namespace: Namespace;

  private constructor(namespace: Namespace) {
    this.#namespace = namespace;
  }

  /** Rejects with an error for people when this machine cannot do it. `folder` is used for a trial, and removed. */
  static async open(folder: string): Promise<PrivateTmp> {
    const problems: string[] = [];
    for (const namespace of namespaces()) {
      const privateTmp = new PrivateTmp(namespace);
      try {
        await mkdir(folder, { recursive: true });
        const trial = privateTmp.wrap({ command: '/bin/true', arguments: [] }, folder, []);
        // Where this process is may lie under the machine's /tmp, which the trial does not see.
        await run(trial.command, [...trial.arguments], { cwd: '/' });
        return privateTmp;
      } catch (error) {
        problems.push(reasonOf(error));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
    throw new Error(
      `This machine cannot give environments a /tmp of their own (${problems.join('; ')}). Leave --private-tmp out, or allow user namespaces.`,
    );
  }

  /** The command that executes the given one with `temporaryDirectory` as its `/tmp`. */
  wrap({ command, arguments: own }: Command, temporaryDirectory: string, needed: readonly string[]): Command {
    const { enter, leave } = this.#namespace;
    const visible = [...new Set(needed)].filter((path) => path.startsWith(`${tmp}/`));
    return {
      command: 'unshare',
      arguments: [
        ...['--mount', ...enter, '--', '/bin/sh', '-c', script, 'sh'],
        ...[temporaryDirectory, ...visible, '--'],
        ...[...leave, command, ...own],
      ],
    };
  }
}

/** In the order in which they are tried. A container's root often may not mount, but may have a namespace of its own. */
function namespaces(): Namespace[] {
  const userId = process.getuid?.() ?? 0;
  const groupId = process.getgid?.() ?? 0;
  const ofUser: Namespace = {
    enter: ['--user', '--map-root-user'],
    leave: ['unshare', '--user', `--map-user=${userId}`, `--map-group=${groupId}`, '--'],
  };
  return userId === 0 ? [{ enter: [], leave: [] }, ofUser] : [ofUser];
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const said = 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : '';
  return said === '' ? error.message : said;
}
