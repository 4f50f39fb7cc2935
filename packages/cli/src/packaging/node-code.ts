// The code of a Node function that comes as it is: the directory itself when it has all that it imports, else with its handler's
// module bundled, so that packages of a workspace or of a directory above come along.

import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { CodeProblem } from './code-problem.ts';
import { isInside } from './code-root.ts';
import { type PackedFiles, packedFile, readDirectory } from './directory-files.ts';
import { type Built, exportsOf, requireForCommonJs, runEsbuild } from './esbuild-run.ts';
import { parseHandler } from './handler-name.ts';

/** In the order in which a module is looked for. */
const endings = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'];
const SOURCE = /\.[cm]?ts$/;

export interface NodeCodeRequest {
  directory: string;
  handler: string;
  /** Directories whose files are added to the code: what lies there counts as being in the code. */
  layers: readonly string[];
  /** Packages that others stand in for. */
  alias: Readonly<Record<string, string>>;
}

export async function nodeCode({ directory, handler, layers, alias }: NodeCodeRequest): Promise<PackedFiles> {
  const { module, exportName } = parseHandler(handler) ?? badHandler(handler);
  const entry = await moduleFile(directory, module, handler);
  const built = await runEsbuild(
    {
      absWorkingDir: directory,
      ...(await entryOptions(directory, entry)),
      format: 'esm',
      target: 'node24',
      banner: { js: requireForCommonJs },
      outfile: join(directory, `${module}.mjs`),
      sourcemap: 'linked',
      sourcesContent: false,
      keepNames: true,
      nodePaths: layers.map((layer) => join(layer, 'nodejs', 'node_modules')),
      alias,
    },
    'CodeUri',
  );
  const exported = exportsOf(built);
  const [first = ''] = exportName.split('.');
  if (exported !== undefined && !exported.includes(first))
    throw new CodeProblem(
      'Handler',
      `there is no handler ${handler}: ${entry} exports ${exported.join(', ') || 'nothing'}.`,
    );
  const files = await readDirectory(directory);
  if (!SOURCE.test(entry) && isSelfContained(built, [directory, ...layers], directory)) return files;
  return withBundle(files, built, module);
}

/**
 * What lies above the directory does not travel with it, and neither does the `type` of a package.json there: the module is then
 * read as what its own words are.
 */
async function entryOptions(directory: string, entry: string): Promise<BuildOptions> {
  for (let folder = dirname(entry); ; folder = dirname(folder)) {
    const manifest = await stat(join(directory, folder, 'package.json')).catch(() => undefined);
    if (manifest !== undefined) return { entryPoints: [entry] };
    if (folder === '.') break;
  }
  const contents = await readFile(join(directory, entry), 'utf8');
  const loader = SOURCE.test(entry) ? 'ts' : 'js';
  return { stdin: { contents, sourcefile: entry, resolveDir: join(directory, dirname(entry)), loader } };
}

function badHandler(handler: string): never {
  throw new CodeProblem(
    'Handler',
    `the handler ${handler} does not name a module and its export, as app.handler does.`,
  );
}

async function moduleFile(directory: string, module: string, handler: string): Promise<string> {
  for (const ending of endings) {
    const found = await stat(join(directory, module + ending)).catch(() => undefined);
    if (found?.isFile()) return module + ending;
  }
  throw new CodeProblem(
    'Handler',
    `there is no handler ${handler}: ${directory} has no ${module} with one of the endings ${endings.join(', ')}.`,
  );
}

function isSelfContained({ metafile }: Built, places: readonly string[], directory: string): boolean {
  return Object.keys(metafile.inputs)
    .filter((input) => !input.startsWith('<'))
    .every((input) => places.some((place) => isInside(place, resolve(directory, input))));
}

/** The bundle takes the place of the module, and of the packages. Other files stay: code may read them. */
function withBundle(files: PackedFiles, built: Built, module: string): PackedFiles {
  for (const path of files.keys()) {
    const isModule = endings.some((ending) => path === module + ending);
    if (isModule || path.startsWith('node_modules/')) files.delete(path);
  }
  for (const { path, contents } of built.outputFiles) {
    const ending = path.endsWith('.map') ? '.mjs.map' : '.mjs';
    files.set(module + ending, packedFile(contents));
  }
  return files;
}
