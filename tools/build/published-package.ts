// The packages that users install, as their sources describe them.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publishedNames } from './packages.ts';

export const workspaceRoot = fileURLToPath(new URL('../..', import.meta.url));

/** The members of a package.json that matter here. */
export interface Manifest {
  name: string;
  version: string;
  description?: string;
  license: string;
  keywords?: string[];
  engines?: Record<string, string>;
  exports: Record<string, string>;
  /** Sources that act when they are imported. */
  sideEffects?: string[];
  bin?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

/** A file that users import, or run. */
export interface Entry {
  /** The subpath in `exports`; undefined for a program. */
  subpath: string | undefined;
  /** `index`, `otel`: the file's name in the build, without its extension. */
  name: string;
  source: string;
}

export interface PublishedPackage {
  /** `sdk`. */
  shortName: string;
  folder: string;
  manifest: Manifest;
  entries: readonly Entry[];
}

export const readPublished = (): PublishedPackage[] => publishedNames.map(readPackage);

function readPackage(shortName: string): PublishedPackage {
  const folder = join(workspaceRoot, 'packages', shortName);
  const manifest = readManifest(folder);
  const doors = Object.entries(manifest.exports).map(
    ([subpath, file]): Entry => ({
      subpath,
      name: subpath === '.' ? 'index' : subpath.slice('./'.length),
      source: join(folder, file),
    }),
  );
  return { shortName, folder, manifest, entries: [...doors, ...programs(folder, manifest)] };
}

const programs = (folder: string, { bin = {} }: Manifest): Entry[] =>
  Object.entries(bin).map(([name, file]) => ({ subpath: undefined, name, source: join(folder, file) }));

export const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** The manifest of the package that a file or folder belongs to. */
export function manifestAround(file: string): Manifest {
  for (let folder = file; folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const manifest = readManifest(folder);
      if (manifest.name !== undefined) return manifest;
    } catch {
      // No manifest here: it lies further up.
    }
  }
  throw new Error(`${file} belongs to no package`);
}
