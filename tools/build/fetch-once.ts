// Programs that only a test of the published packages needs, fetched once and kept below node_modules.

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { workspaceRoot } from './published-package.ts';

/** The `node_modules` that has the package; `specifier` is `name@version`. */
export async function fetchOnce(specifier: string): Promise<string> {
  const cache = join(workspaceRoot, 'node_modules', '.cache');
  const folder = join(cache, specifier.replace('@', '-'));
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    const fetched = mkdtempSync(join(cache, 'fetched-'));
    const quiet = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retries=5'];
    await promisify(execFile)('npm', ['install', specifier, '--prefix', fetched, ...quiet], { cwd: fetched });
    try {
      renameSync(fetched, folder);
    } catch (error) {
      // Another test was faster.
      if (!existsSync(folder)) throw error;
      rmSync(fetched, { recursive: true });
    }
  }
  return join(folder, 'node_modules');
}
