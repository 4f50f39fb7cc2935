// The machine: Node, the bundler, the other runtimes, and what the system allows.

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { type Finding, good, warning } from './finding.ts';

const NODE_MAJOR_MIN = 24;
const PYTHON_MINOR_MIN = 11;
/** A project of some thousand files, and an editor beside it. */
const WATCHES_MIN = 8192;
const run = promisify(execFile);

export function nodeCheck(version: string = process.versions.node): Finding {
  const major = Number.parseInt(version, 10);
  if (major >= NODE_MAJOR_MIN) return good('Node', `${version}, at ${process.execPath}`);
  return {
    subject: 'Node',
    verdict: 'bad',
    found: version,
    advice: `Perdure needs Node ${NODE_MAJOR_MIN} or newer. In a checkout, \`npm ci\` installs the right one.`,
  };
}

export async function bundlerCheck(): Promise<Finding> {
  try {
    const { transform, version } = await import('esbuild');
    await transform('export const ok: boolean = true;', { loader: 'ts' });
    return good('bundler', `esbuild ${version}`);
  } catch (error) {
    return {
      subject: 'bundler',
      verdict: 'bad',
      found: `esbuild does not run: ${(error as Error).message.split('\n')[0]}`,
      advice:
        'Install again with `npm ci`: its install script must be allowed to run, on this very platform.',
    };
  }
}

/** Functions in Python need one; nothing else does. */
export async function pythonCheck(command = 'python3'): Promise<Finding> {
  const advice = `Functions with a Python runtime do not run. Others do. Install Python 3.${PYTHON_MINOR_MIN} or newer if you need it.`;
  try {
    const { stdout } = await run(command, ['--version']);
    const version = stdout.trim();
    const minor = Number(/^Python 3\.(\d+)/.exec(version)?.[1] ?? 0);
    return minor >= PYTHON_MINOR_MIN ? good('Python', version) : warning('Python', version, advice);
  } catch {
    return warning('Python', 'none was found', advice);
  }
}

/** Linux bounds how many files one user may watch; other systems do not. */
export async function watchCheck(
  path = '/proc/sys/fs/inotify/max_user_watches',
): Promise<Finding | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const watches = Number(text);
  if (watches >= WATCHES_MIN) return good('file watches', `${watches} are allowed`);
  return warning(
    'file watches',
    `${watches} are allowed`,
    `perdure dev may miss changes in large projects: sudo sysctl fs.inotify.max_user_watches=${WATCHES_MIN}`,
  );
}
