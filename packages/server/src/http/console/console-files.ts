// The built console as it is handed out: files known by name, read once, with what a browser may do with them.
//
// Only what the folder held when it was first asked for is served, by exact name, so no path of a request ever reaches the
// file system.

import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';

export interface ConsoleFile {
  readonly contentType: string;
  readonly bytes: Buffer;
  /** The same, compressed; absent where it would gain nothing. */
  readonly gzip?: Buffer;
  /** Its name holds a hash of its content, so it never changes. */
  readonly isImmutable: boolean;
}

const contentTypes: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.woff2', 'font/woff2'],
]);

const GZIP = '.gz';
export const ENTRY = 'index.html';
const ASSETS = 'assets/';

/** File names, with forward slashes, to files. Empty when the console has not been built. */
export async function readConsoleFiles(folder: string): Promise<ReadonlyMap<string, ConsoleFile>> {
  const names = await list(folder);
  const present = new Set(names);
  const files = new Map<string, ConsoleFile>();
  for (const name of names) {
    const contentType = contentTypes.get(extname(name));
    if (contentType === undefined) continue;
    const bytes = await readFile(join(folder, name));
    const gzip = present.has(name + GZIP) ? await readFile(join(folder, name + GZIP)) : undefined;
    const isImmutable = name.startsWith(ASSETS);
    files.set(name, { contentType, bytes, isImmutable, ...(gzip === undefined ? {} : { gzip }) });
  }
  return files;
}

async function list(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
