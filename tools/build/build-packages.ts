// From the sources of packages to the folders that are published.

import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { bundleDeclarations, emitDeclarations } from './declarations.ts';
import { publishedManifest } from './published-manifest.ts';
import { type PublishedPackage, workspaceRoot } from './published-package.ts';

/** Builds packages, each into the folder that is named for it. What was there before is removed. */
export async function buildPackages(
  packages: readonly PublishedPackage[],
  folderOf: (target: PublishedPackage) => string,
): Promise<void> {
  const emitted = await emitDeclarations(packages);
  try {
    await Promise.all(packages.map((target) => buildPackage(target, folderOf(target), emitted)));
  } finally {
    rmSync(emitted, { recursive: true });
  }
}

async function buildPackage(target: PublishedPackage, folder: string, emitted: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const imports = await bundle(target, folder);
  const mentioned = await bundleDeclarations(target, emitted, folder);
  const needed = [...imports, ...[...mentioned].map((packageName) => ({ packageName, file: target.folder }))];
  writeJson(folder, 'package.json', publishedManifest(target, needed));
  writeJson(join(folder, 'cjs'), 'package.json', { type: 'commonjs' });
  copyFileSync(join(workspaceRoot, 'LICENSE'), join(folder, 'LICENSE'));
  const readme = join(target.folder, 'README.md');
  if (existsSync(readme)) copyFileSync(readme, join(folder, 'README.md'));
}

const writeJson = (folder: string, file: string, value: unknown): void =>
  writeFileSync(join(folder, file), `${JSON.stringify(value, undefined, 2)}\n`);
