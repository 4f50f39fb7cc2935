// The code of a function whose template asks for esbuild: bundled with the options that SAM hands to it.

import { stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { BuildOptions, Format, Loader } from 'esbuild';
import type { BundlingModel } from '../template/stack-model.ts';
import { CodeProblem } from './code-problem.ts';
import { type PackedFiles, packedFile } from './directory-files.ts';
import { type Built, broughtByLambda, exportsOf, runEsbuild } from './esbuild-run.ts';
import { parseHandler } from './handler-name.ts';

/** What SAM's builder asks for unless the template says otherwise. */
const SAM_TARGET = 'es2020';
const SAM_MAIN_FIELDS = ['main', 'module'];
const sourceEndings = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
const loadedEndings = ['.js', '.mjs', '.cjs'];

export interface BundledRequest {
  directory: string;
  handler: string;
  bundling: BundlingModel;
  /** Where packages may lie that the directory has not. */
  nodePaths: readonly string[];
  /** Packages that others stand in for. */
  alias: Readonly<Record<string, string>>;
}

export async function bundledCode(request: BundledRequest): Promise<PackedFiles> {
  const { directory, handler, bundling } = request;
  const entryPoints =
    bundling.entryPoints.length > 0 ? bundling.entryPoints : [await entryOf(directory, handler)];
  for (const entry of entryPoints) await requireEntry(directory, entry);
  const options = buildOptions(request, entryPoints);
  const built = await runEsbuild(options, 'CodeUri');
  const files: PackedFiles = new Map(
    built.outputFiles.map(({ path, contents }) => [outputName(options, path), packedFile(contents)]),
  );
  await requireHandler(handler, files, built, options);
  return files;
}

function buildOptions(
  { directory, bundling, nodePaths, alias }: BundledRequest,
  entryPoints: string[],
): BuildOptions {
  const { banner, define, footer, loader, outExtension } = bundling;
  return {
    absWorkingDir: directory,
    entryPoints,
    outdir: join(directory, '.perdure-out'),
    format: bundling.format ?? 'cjs',
    target: (bundling.target ?? SAM_TARGET).split(','),
    minify: bundling.minify,
    keepNames: bundling.keepNames,
    sourcemap: bundling.sourcemap ? 'linked' : false,
    sourcesContent: bundling.sourcesContent,
    mainFields: bundling.mainFields ?? SAM_MAIN_FIELDS,
    external: bundling.external.filter((name) => !broughtByLambda.test(name)),
    nodePaths: [...nodePaths],
    alias,
    banner,
    footer,
    define,
    outExtension,
    loader: loader as Record<string, Loader>,
  };
}

const outputName = ({ outdir = '' }: BuildOptions, path: string): string =>
  relative(outdir, path).split(sep).join('/');

/** The source of the handler's module, when the template names no entry point. */
async function entryOf(directory: string, handler: string): Promise<string> {
  const name = parseHandler(handler);
  for (const ending of name === undefined ? [] : sourceEndings) {
    const path = `${name?.module}${ending}`;
    if ((await stat(join(directory, path)).catch(() => undefined))?.isFile()) return path;
  }
  throw new CodeProblem(
    'Handler',
    `there is no source for the handler ${handler} in ${directory}. Name it in Metadata, BuildProperties, EntryPoints.`,
  );
}

async function requireEntry(directory: string, entry: string): Promise<void> {
  const found = await stat(join(directory, entry)).catch(() => undefined);
  if (found === undefined)
    throw new CodeProblem('CodeUri', `there is no entry point ${entry} in ${directory}.`);
}

async function requireHandler(
  handler: string,
  files: PackedFiles,
  built: Built,
  options: BuildOptions,
): Promise<void> {
  const name = parseHandler(handler);
  const file = loadedEndings.map((ending) => `${name?.module}${ending}`).find((path) => files.has(path));
  if (name === undefined || file === undefined) {
    const made = [...files.keys()].filter((path) => !path.endsWith('.map')).join(', ');
    throw new CodeProblem('Handler', `there is no handler ${handler}: the bundle has ${made}.`);
  }
  const exported = await exportsOfOutput(file, built, options);
  const [first = ''] = name.exportName.split('.');
  if (exported !== undefined && !exported.includes(first))
    throw new CodeProblem(
      'Handler',
      `there is no handler ${handler}: ${file} exports ${exported.join(', ') || 'nothing'}.`,
    );
}

/** Undefined when they cannot be known. Of a bundle in CommonJS esbuild does not tell, so its entry is looked at as a module. */
async function exportsOfOutput(
  file: string,
  built: Built,
  options: BuildOptions,
): Promise<string[] | undefined> {
  const output = Object.entries(built.metafile.outputs).find(
    ([path]) => path.endsWith(`/${file}`) || path === file,
  );
  const entry = output?.[1].entryPoint;
  if (entry === undefined) return undefined;
  const format: Format = 'esm';
  const asModule = options.format === format ? undefined : { ...options, entryPoints: [entry], format };
  if (asModule === undefined) {
    const names = output?.[1].exports ?? [];
    return names.length === 1 && names[0] === 'default' ? undefined : names;
  }
  return exportsOf(await runEsbuild({ ...asModule, minify: false, sourcemap: false }, 'CodeUri'));
}
