// The files of a directory, as an archive has them.

import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CodeProblem } from './code-problem.ts';
import { isInside } from './code-root.ts';

export interface PackedFile {
  content: Uint8Array;
  isExecutable: boolean;
}

/** Path with forward slashes to file. */
export type PackedFiles = Map<string, PackedFile>;

const MIB = 1024 * 1024;
/** What Lambda unpacks at most. */
const BYTES_MAX = 250 * MIB;
const ANY_EXECUTE_BITS = 0o111;

/** Never part of a function: histories, and what tools leave behind. */
const leftOut = new Set(['.git', '.hg', '.svn', '.aws-sam', '.perdure', '.DS_Store', '__pycache__', '.venv']);

export const packedFile = (content: Uint8Array | string): PackedFile => ({
  content: typeof content === 'string' ? Buffer.from(content) : content,
  isExecutable: false,
});

/** Links are followed, unless they lead out of the directory. */
export async function readDirectory(directory: string, prefix = ''): Promise<PackedFiles> {
  const files: PackedFiles = new Map();
  const budget = { bytes: 0 };
  await collect({ directory, root: await realpath(directory), files, budget }, prefix, new Set());
  return files;
}

interface Collection {
  directory: string;
  root: string;
  files: PackedFiles;
  budget: { bytes: number };
}

async function collect(collection: Collection, prefix: string, above: ReadonlySet<string>): Promise<void> {
  const { directory, root, files, budget } = collection;
  const real = await realpath(directory);
  // A link to a directory above would be followed for ever.
  if (above.has(real)) return;
  const names = (await readdir(directory)).filter((name) => !leftOut.has(name)).sort();
  for (const name of names) {
    const path = join(directory, name);
    const target = await realpath(path).catch(() => undefined);
    if (target === undefined) continue;
    if (!isInside(root, target)) {
      // npm's workspaces link packages so; a bundle takes in what it needs of them.
      continue;
    }
    const found = await stat(target);
    if (found.isDirectory()) {
      await collect({ ...collection, directory: path }, `${prefix}${name}/`, new Set([...above, real]));
    } else if (found.isFile()) {
      budget.bytes += found.size;
      if (budget.bytes > BYTES_MAX)
        throw new CodeProblem(
          'CodeUri',
          `${root} has more than ${BYTES_MAX / MIB} MiB, which no function may have.`,
        );
      const isExecutable = (found.mode & ANY_EXECUTE_BITS) !== 0;
      files.set(prefix + name, { content: await readFile(target), isExecutable });
    }
  }
}
