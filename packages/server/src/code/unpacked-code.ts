// Function code on disk: every archive is unpacked once, into a folder named by its hash.
//
// U1  A folder under its final name is whole: it is filled under another name and renamed.
// U2  A folder is never written to again. Environments of many revisions may share it.
// U3  Where the data directory lies has no effect on the code: Node looks upwards for a package.json to tell CommonJS from
//     ES modules, and finds an empty one beside the folders, not that of the project around the data directory.

import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeLimits } from './limits.ts';
import type { ZipEntry } from './zip-archive.ts';
import { BadArchive, ZipArchive } from './zip-archive.ts';

const FILE_MODE = 0o444;
const EXECUTABLE_MODE = 0o555;

export class UnpackedCode {
  readonly #folder: string;
  readonly #readBlob: (hash: string) => Promise<Uint8Array | undefined>;
  readonly #ready = new Map<string, Promise<string>>();

  /** `readBlob` answers with the archive of a hash, undefined when there is none. */
  constructor(folder: string, readBlob: (hash: string) => Promise<Uint8Array | undefined>) {
    this.#folder = folder;
    this.#readBlob = readBlob;
  }

  /** The folder with the code of this hash. Rejects with BadArchive, or when disk or store fail. */
  directory(codeSha256: string): Promise<string> {
    const known = this.#ready.get(codeSha256);
    if (known !== undefined) return known;
    const unpacking = this.#unpack(codeSha256).catch((error: unknown) => {
      // The disk may have room again by the next attempt.
      this.#ready.delete(codeSha256);
      throw error;
    });
    this.#ready.set(codeSha256, unpacking);
    return unpacking;
  }

  async #unpack(codeSha256: string): Promise<string> {
    // Base64 has slashes, and some file systems do not tell case.
    const target = join(this.#folder, Buffer.from(codeSha256, 'base64').toString('hex'));
    await this.#endSearchForManifests();
    if (await isFolder(target)) return target;
    const bytes = await this.#readBlob(codeSha256);
    if (bytes === undefined) throw new BadArchive(`The code ${codeSha256} is not in the store.`);
    const archive = new ZipArchive(bytes);
    const draft = await mkdtemp(join(this.#folder, 'unpacking-'));
    try {
      await writeEntries(archive, draft);
      await rename(draft, target);
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      // Another process may have been faster: then its folder is as good as ours (U1).
      if (!(await isFolder(target))) throw error;
    }
    return target;
  }

  async #endSearchForManifests(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    try {
      await writeFile(join(this.#folder, 'package.json'), '{}\n', { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

async function writeEntries(archive: ZipArchive, folder: string): Promise<void> {
  const folders = new Set<string>();
  for (const { path, isFolder } of archive.entries) folders.add(isFolder ? path : dirname(path));
  for (const path of folders) await mkdir(join(folder, path), { recursive: true });
  const files = archive.entries.filter((entry) => !entry.isFolder);
  const writeNext = async (): Promise<void> => {
    for (let file = files.pop(); file !== undefined; file = files.pop())
      await writeEntry(archive, file, folder);
  };
  await Promise.all(Array.from({ length: codeLimits.filesAtOnce }, writeNext));
}

async function writeEntry(archive: ZipArchive, entry: ZipEntry, folder: string): Promise<void> {
  const mode = entry.isExecutable ? EXECUTABLE_MODE : FILE_MODE;
  await writeFile(join(folder, entry.path), await archive.content(entry), { mode });
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}
