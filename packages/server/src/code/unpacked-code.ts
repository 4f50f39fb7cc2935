// Function code on disk: every archive is unpacked once, into a folder named by its hash.
//
// U1  A folder under its final name is whole: it is filled under another name and renamed.
// U2  A folder is never written to again. Environments of many revisions may share it.
// U3  Where the data directory lies has no effect on the code: Node looks upwards for a package.json to tell CommonJS from
//     ES modules, and finds an empty one beside the folders, not that of the project around the data directory.

import { randomUUID } from 'node:crypto';
import { renameSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Millis } from '@perdure/protocol';
import { codeLimits } from './limits.ts';
import type { ZipEntry } from './zip-archive.ts';
import { BadArchive, ZipArchive } from './zip-archive.ts';

/** A SHA-256, hexadecimal. */
const codeName = /^[0-9a-f]{64}$/;
const sweptName = /^([0-9a-f]{64}|(unpacking|removing)-.*)$/;
const FILE_MODE = 0o444;
const EXECUTABLE_MODE = 0o555;

export class UnpackedCode {
  readonly #folder: string;
  readonly #readBlob: (hash: string) => Promise<Uint8Array | undefined>;
  readonly #ready = new Map<string, Promise<string>>();
  readonly #drafts = new Set<string>();

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

  /**
   * Removes folders that are not wanted, and what a crash left half unpacked.
   * @param isWanted judges by the hash and by when a process last began to use it
   */
  async sweep(isWanted: (codeSha256: string, usedAt: Millis) => boolean): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    for (const name of names) {
      const path = join(this.#folder, name);
      const codeSha256 = Buffer.from(name, 'hex').toString('base64');
      if (!sweptName.test(name) || this.#drafts.has(path)) continue;
      const facts = await stat(path).catch(() => undefined);
      if (facts === undefined || (codeName.test(name) && isWanted(codeSha256, facts.mtimeMs))) continue;
      this.#ready.delete(codeSha256);
      // In the same turn as the judgement: whoever begins to use the code now finds none, and unpacks it anew (U1).
      const leftover = join(this.#folder, `removing-${randomUUID()}`);
      renameSync(path, leftover);
      await rm(leftover, { recursive: true, force: true });
    }
  }

  async #unpack(codeSha256: string): Promise<string> {
    // Base64 has slashes, and some file systems do not tell case.
    const target = join(this.#folder, Buffer.from(codeSha256, 'base64').toString('hex'));
    await this.#endSearchForManifests();
    if (await isFolder(target)) {
      const now = new Date();
      await utimes(target, now, now).catch(() => {});
      return target;
    }
    const bytes = await this.#readBlob(codeSha256);
    if (bytes === undefined) throw new BadArchive(`The code ${codeSha256} is not in the store.`);
    const archive = new ZipArchive(bytes);
    const draft = await mkdtemp(join(this.#folder, 'unpacking-'));
    this.#drafts.add(draft);
    try {
      await writeEntries(archive, draft);
      await rename(draft, target);
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      // Another process may have been faster: then its folder is as good as ours (U1).
      if (!(await isFolder(target))) throw error;
    } finally {
      this.#drafts.delete(draft);
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
