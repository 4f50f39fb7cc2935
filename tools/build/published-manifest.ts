// The package.json of what is published. It differs from the one of the sources: the doors lead to the built files, and the
// dependencies are those that the built files really have.

import type { ForeignImport } from './bundle.ts';
import { type Entry, type Manifest, manifestAround, type PublishedPackage } from './published-package.ts';

/** Throws when a built file imports a package that no manifest declares. */
export function publishedManifest(target: PublishedPackage, needed: readonly ForeignImport[]): object {
  const { dependencies: _, devDependencies: _dev, exports: _doors, bin, ...kept } = target.manifest;
  const programs = Object.keys(bin ?? {}).map((name) => [name, `./esm/${name}.js`]);
  return {
    ...kept,
    sideEffects: sideEffectsOf(target),
    main: './cjs/index.js',
    types: './cjs/index.d.ts',
    exports: doorsOf(target.entries),
    ...(programs.length === 0 ? {} : { bin: Object.fromEntries(programs) }),
    dependencies: dependenciesOf(target.manifest, needed),
  };
}

/** Elsewhere nothing happens at import but definitions, so that bundlers may leave out what nobody uses. */
function sideEffectsOf({ manifest, entries }: PublishedPackage): false | string[] {
  const acting = new Set(manifest.sideEffects ?? []);
  const files = entries.flatMap(({ subpath, name }) =>
    acting.has(manifest.exports[subpath ?? ''] ?? '') ? [`./esm/${name}.js`, `./cjs/${name}.js`] : [],
  );
  return files.length === 0 ? false : files;
}

function doorsOf(entries: readonly Entry[]): object {
  const doors = entries.flatMap(({ subpath, name }) => {
    if (subpath === undefined) return [];
    const door = (folder: string) => ({
      types: `./${folder}/${name}.d.ts`,
      default: `./${folder}/${name}.js`,
    });
    return [[subpath, { import: door('esm'), require: door('cjs') }]];
  });
  return { ...Object.fromEntries(doors), './package.json': './package.json' };
}

function dependenciesOf(manifest: Manifest, needed: readonly ForeignImport[]): Record<string, string> {
  const dependencies: Record<string, string> = {};
  for (const { packageName, file } of needed) {
    if (manifest.peerDependencies?.[packageName] !== undefined) continue;
    // What is bundled in brings the dependencies of the package that it comes from.
    const declared = manifestAround(file).dependencies ?? {};
    const name = [packageName, `@types/${packageName}`].find(
      (candidate) => declared[candidate] !== undefined,
    );
    const version = name === undefined ? undefined : declared[name];
    if (name === undefined || version === undefined) {
      throw new Error(`${file} imports ${packageName}, which its package.json does not declare`);
    }
    dependencies[name] = version;
  }
  return dependencies;
}
