// Builds the console into dist/, unless what is there was built from the same sources already.
//
// It runs at the end of every `npm ci` and before the browser tests, so the usual case is that nothing has changed: then
// this reads the sources, compares one hash, and is done.

import { createHash } from 'node:crypto';
import { globSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { consoleDirectory } from '../door/console-directory.ts';

const packageFolder = join(import.meta.dirname, '..');
const sourcesFolder = join(packageFolder, '../..');
const inputs = [
  'packages/console/{src,build}/**/*',
  'packages/console/{index.html,package.json,vite.config.ts}',
  'packages/protocol/src/**/*',
];
const STAMP = 'built-from';
/** Smaller files travel as they are. */
const compressedFromBytes = 1024;
const GZIP_LEVEL_MAX = 9;

/** Answers whether anything had to be built. Rejects with Vite's error when the sources cannot be built. */
export async function buildConsole(): Promise<boolean> {
  const stamp = hashOfInputs();
  if (readIfThere(join(consoleDirectory, STAMP)) === stamp) return false;
  // Built beside and then put in place, so that a server never hands out half of it.
  const fresh = `${consoleDirectory}.${process.pid}`;
  await asProduction(() =>
    build({ root: packageFolder, logLevel: 'warn', build: { outDir: fresh, emptyOutDir: true } }),
  );
  compress(fresh);
  writeFileSync(join(fresh, STAMP), stamp);
  rmSync(consoleDirectory, { recursive: true, force: true });
  renameSync(fresh, consoleDirectory);
  return true;
}

/** Whoever builds, a test runner for one, must not leave React's slow and large development build behind. */
async function asProduction(work: () => Promise<unknown>): Promise<void> {
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  try {
    await work();
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
}

function hashOfInputs(): string {
  const hash = createHash('sha256');
  const files = globSync(inputs, { cwd: sourcesFolder })
    .filter((path) => statSync(join(sourcesFolder, path)).isFile())
    .sort();
  for (const path of files) hash.update(`${path}\n`).update(readFileSync(join(sourcesFolder, path)));
  return hash.digest('hex');
}

/** Leaves a `.gz` beside each file that gains by it. */
function compress(folder: string): void {
  for (const path of globSync('**/*.{js,css,html,svg}', { cwd: folder })) {
    const bytes = readFileSync(join(folder, path));
    if (bytes.length >= compressedFromBytes) {
      writeFileSync(join(folder, `${path}.gz`), gzipSync(bytes, { level: GZIP_LEVEL_MAX }));
    }
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
