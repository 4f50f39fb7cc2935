// The data directory: whether a server could write there, and how much room there is.

import { mkdtemp, rmdir, stat, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { formatBytes } from '../output/byte-count.ts';
import { bad, type Finding, good, warning } from './finding.ts';

const GIB = 2 ** 30;

export async function dataChecks(path: string): Promise<Finding[]> {
  const directory = resolve(path);
  const existing = await nearestFolder(directory);
  const writable = await writeCheck(directory, existing);
  const { bavail, bsize } = await statfs(existing);
  const free = bavail * bsize;
  const room =
    free >= GIB
      ? good('disk', `${formatBytes(free)} free`)
      : warning('disk', `${formatBytes(free)} free`, 'Make room, or choose another place with --data.');
  return [writable, room];
}

async function writeCheck(directory: string, existing: string): Promise<Finding> {
  const subject = 'data directory';
  const database = await stat(join(directory, 'perdure.db')).catch(() => undefined);
  const state = database === undefined ? 'made at the first start' : `${formatBytes(database.size)} of data`;
  try {
    await rmdir(await mkdtemp(join(existing, '.perdure-doctor-')));
    return good(subject, `${directory}, ${state}`);
  } catch (error) {
    return bad(
      subject,
      `${directory} cannot be written: ${(error as Error).message}`,
      `Give this user the right to write ${existing}, or choose another place with --data.`,
    );
  }
}

/** The folder itself, or what it would be made in. */
async function nearestFolder(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true || dirname(path) === path ? path : nearestFolder(dirname(path));
}
