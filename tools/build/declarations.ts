// The declarations of a published package: each entry in one file, with only what it reaches.

import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';
import { isBundled, packageOf } from './packages.ts';
import { type PublishedPackage, readManifest, workspaceRoot } from './published-package.ts';

/** Door to source of the packages of the workspace that are bundled in: `@perdure/server/embedded`. */
const innerDoors: ReadonlyMap<string, string> = new Map(
  readdirSync(join(workspaceRoot, 'packages')).flatMap((shortName) => {
    const folder = join(workspaceRoot, 'packages', shortName);
    const { name, exports } = readManifest(folder);
    return isBundled(name)
      ? Object.entries(exports).map(([door, file]) => [name + door.slice(1), join(folder, file)] as const)
      : [];
  }),
);

/** Compiles the declarations of all packages, file by file, into a folder that the caller removes. */
export async function emitDeclarations(packages: readonly PublishedPackage[]): Promise<string> {
  // Outside of the workspace: from inside, the packages that are bundled in would be found as their sources.
  const folder = mkdtempSync(join(tmpdir(), 'perdure-declarations-'));
  const project = join(folder, 'tsconfig.json');
  const compilerOptions = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: workspaceRoot,
    outDir: folder,
    typeRoots: [join(workspaceRoot, 'node_modules', '@types')],
    // By their paths: nothing is emitted for what is found in node_modules.
    paths: Object.fromEntries([...innerDoors].map(([door, file]) => [door, [file]])),
  };
  const files = packages.flatMap(({ entries }) => entries.map(({ source }) => source));
  const extended = join(workspaceRoot, 'tsconfig.json');
  writeFileSync(project, JSON.stringify({ extends: extended, compilerOptions, include: [], files }));
  const compiler = join(workspaceRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  try {
    await promisify(execFile)(process.execPath, [compiler, '-p', project]);
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw new Error(`the declarations do not compile: ${compilerOutput(error)}`);
  }
  return folder;
}

const compilerOutput = (error: unknown): string =>
  error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);

/** Writes `esm/<entry>.d.ts` and `cjs/<entry>.d.ts`. Answers the packages that are mentioned in them. */
export async function bundleDeclarations(
  target: PublishedPackage,
  emitted: string,
  folder: string,
): Promise<Set<string>> {
  const emittedOf = (source: string | undefined): string | undefined =>
    source && join(emitted, relative(workspaceRoot, source).replace(/\.ts$/, '.d.ts'));
  const doors = target.entries.filter(({ subpath }) => subpath !== undefined);
  const mentioned = new Set<string>();
  for (const format of ['esm', 'cjs']) {
    const bundle = await rolldown({
      input: Object.fromEntries(doors.map(({ name, source }) => [name, emittedOf(source) ?? source])),
      external: (specifier) => /^[^./]/.test(specifier) && !innerDoors.has(specifier),
      plugins: [
        { name: 'inner doors', resolveId: (specifier) => emittedOf(innerDoors.get(specifier)) },
        dts({ dtsInput: true, oxc: true, tsconfig: false, cjsDefault: format === 'cjs' }),
      ],
    });
    const { output } = await bundle.write({
      dir: join(folder, format),
      chunkFileNames: '[name]-[hash].d.ts',
    });
    for (const file of output) {
      const text = readFileSync(join(folder, format, file.fileName), 'utf8');
      for (const specifier of foreignSpecifiers(text)) mentioned.add(packageOf(specifier));
    }
  }
  return mentioned;
}

const specifierForm = /\b(?:from |import\(|import )["']([^"'.][^"']*)["']/g;

const foreignSpecifiers = (text: string): string[] =>
  [...text.matchAll(specifierForm)].flatMap(([, specifier = '']) =>
    isBuiltin(specifier) ? [] : [specifier],
  );
