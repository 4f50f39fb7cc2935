// The code of a Python function: its directory, with what its requirements.txt names installed beside it, as `sam build` does.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CodeProblem } from './code-problem.ts';
import { isDirectory } from './code-root.ts';
import { type PackedFiles, readDirectory } from './directory-files.ts';
import { parseHandler } from './handler-name.ts';

const REQUIREMENTS = 'requirements.txt';
const OUTPUT_BYTES_MAX = 10_000_000;

const run = promisify(execFile);

export async function pythonCode(directory: string, handler: string): Promise<PackedFiles> {
  const files = await readDirectory(directory);
  requireHandler(files, handler);
  const requirements = await readRequirements(directory);
  if (requirements === undefined) return files;
  const installed = await readDirectory(await install(directory, requirements));
  return new Map([...installed, ...files]);
}

function requireHandler(files: PackedFiles, handler: string): void {
  const name = parseHandler(handler);
  const path =
    name && [`${name.module}.py`, `${name.module}/__init__.py`].find((candidate) => files.has(candidate));
  const source = path && Buffer.from(files.get(path)?.content ?? []).toString();
  if (name === undefined || source === undefined)
    throw new CodeProblem(
      'Handler',
      `there is no handler ${handler}: the code has no ${name?.module ?? handler}.py.`,
    );
  // Whoever imports a handler from elsewhere names it too.
  if (!new RegExp(`\\b${name.exportName}\\b`).test(source))
    throw new CodeProblem(
      'Handler',
      `there is no handler ${handler}: ${path} does not name ${name.exportName}.`,
    );
}

/** Undefined when nothing is required. */
async function readRequirements(directory: string): Promise<string | undefined> {
  const text = await readFile(join(directory, REQUIREMENTS), 'utf8').catch(() => '');
  const lines = text.split('\n').map((line) => line.replace(/(^|\s)#.*/, '').trim());
  return lines.some((line) => line !== '') ? text : undefined;
}

/** The directory with the installed packages: one for each text of requirements, kept between deployments. */
async function install(directory: string, requirements: string): Promise<string> {
  const key = createHash('sha256').update(requirements).digest('hex');
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'perdure', 'python');
  const target = join(cache, key);
  if (await isDirectory(target)) return target;
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(join(cache, 'installing-'));
  try {
    const words = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', draft];
    await run('python3', [...words, '-r', REQUIREMENTS], { cwd: directory, maxBuffer: OUTPUT_BYTES_MAX });
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new CodeProblem('CodeUri', `pip cannot install what ${REQUIREMENTS} names:\n\n${said}`);
  }
  return target;
}
