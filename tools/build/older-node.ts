// The oldest Node that the published packages support, fetched once and kept below node_modules.

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { workspaceRoot } from './published-package.ts';

const VERSION = '22.23.3';

/** The path of its executable. */
export async function olderNode(): Promise<string> {
  const cache = join(workspaceRoot, 'node_modules', '.cache');
  const folder = join(cache, `node-${VERSION}`);
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    const fetched = mkdtempSync(join(cache, 'node-'));
    const quiet = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
    await promisify(execFile)('npm', ['install', `node@${VERSION}`, '--prefix', fetched, ...quiet], {
      cwd: fetched,
    });
    renameSync(fetched, folder);
  }
  return join(folder, 'node_modules', 'node', 'bin', 'node');
}
