// Finds the Python that runs a function: the version that the runtime names, else any from 3.11 on.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const MINOR_MIN = 11;
/** A guard against what hangs; on a busy machine an interpreter starts in seconds. */
const PROBE_MILLIS_MAX = 60_000;
/** Tells its version and its own path: what is found under a name may be a script that looks for the real one each time. */
const probe = 'import sys; print(sys.version_info[0], sys.version_info[1], sys.executable)';

const run = promisify(execFile);
/** By runtime. What is missing is looked for again, since it may be installed meanwhile. */
const found = new Map<string, string>();

/** The path of the interpreter for a runtime such as `python3.13`; undefined when the machine has none. */
export async function findPython(runtime: string): Promise<string | undefined> {
  const known = found.get(runtime);
  if (known !== undefined) return known;
  for (const name of new Set([
    runtime,
    'python3',
    'python3.14',
    'python3.13',
    'python3.12',
    'python3.11',
    'python',
  ])) {
    const path = await interpreter(name);
    if (path === undefined) continue;
    found.set(runtime, path);
    return path;
  }
  return undefined;
}

async function interpreter(name: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(name, ['-c', probe], { timeout: PROBE_MILLIS_MAX });
    const [, major, minor, path] = /^(\d+) (\d+) (.+)$/.exec(stdout.trim()) ?? [];
    return major === '3' && Number(minor) >= MINOR_MIN ? path : undefined;
  } catch {
    return undefined;
  }
}
