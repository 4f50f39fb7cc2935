// The JavaScript of a published package: each entry in one file, once as ES module and once as CommonJS.
//
// Packages of the workspace that are not published are bundled in; everything else stays an import.

import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { isBundled, packageOf } from './packages.ts';
import { type Entry, type PublishedPackage, workspaceRoot } from './published-package.ts';

/** How esbuild names the few functions of its own that it may add. */
const OWN_RUNTIME = '<runtime>';
/** The oldest Node that the packages support. */
const TARGET = 'node22';

/** An import that is left in the JavaScript: which package it needs, and the file of the workspace that wants it. */
export interface ForeignImport {
  packageName: string;
  file: string;
}

/** Writes `esm/<entry>.js` and `cjs/<entry>.js` of each entry, with source maps. */
export async function bundle(target: PublishedPackage, folder: string): Promise<ForeignImport[]> {
  const imports = await Promise.all(target.entries.map((entry) => bundleEntry(entry, folder)));
  return imports.flat();
}

async function bundleEntry({ source, name }: Entry, folder: string): Promise<ForeignImport[]> {
  const shared = {
    absWorkingDir: workspaceRoot,
    entryPoints: [{ in: source, out: name }],
    bundle: true,
    metafile: true,
    platform: 'node',
    target: TARGET,
    // Copies of a package know each other's objects by the names of their classes, and errors are shown by them.
    keepNames: true,
    sourcemap: true,
    logLevel: 'warning',
    plugins: [keepForeignImports],
  } as const satisfies BuildOptions;
  const { metafile } = await build({ ...shared, format: 'esm', outdir: join(folder, 'esm') });
  await build({
    ...shared,
    format: 'cjs',
    outdir: join(folder, 'cjs'),
    // What exports nothing but a default is that default under `require`, as ESLint expects of a plugin.
    footer: { js: hasOnlyDefault(metafile) ? 'module.exports = module.exports.default;' : '' },
  });
  return foreignImports(metafile);
}

const hasOnlyDefault = ({ outputs }: Metafile): boolean =>
  Object.values(outputs).some(({ exports }) => exports.length === 1 && exports[0] === 'default');

/** Bundles what belongs to the workspace and is not published by itself. */
const keepForeignImports: Plugin = {
  name: 'keep foreign imports',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === 'entry-point') return undefined;
      return isBundled(path) ? undefined : { path, external: true };
    });
  },
};

function foreignImports({ inputs, outputs }: Metafile): ForeignImport[] {
  const used = new Set(
    Object.values(outputs).flatMap((output) =>
      Object.entries(output.inputs)
        .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
        .map(([file]) => file),
    ),
  );
  return Object.entries(inputs)
    .filter(([file]) => used.has(file))
    .flatMap(([file, { imports }]) =>
      imports
        .filter(({ external, path }) => external === true && !isBuiltin(path) && path !== OWN_RUNTIME)
        .map(({ path }) => ({ packageName: packageOf(path), file: join(workspaceRoot, file) })),
    );
}
