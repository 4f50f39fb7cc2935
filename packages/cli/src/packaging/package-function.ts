// From what a template says about a function's code to the archive that is deployed.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CodePackage, packageOf, zipFiles } from '../deploy/zip-code.ts';
import type { FunctionModel } from '../template/stack-model.ts';
import { bundledCode } from './bundled-code.ts';
import { CodeProblem } from './code-problem.ts';
import { insideRoot, isDirectory } from './code-root.ts';
import { type PackedFiles, packedFile, readDirectory } from './directory-files.ts';
import { runEsbuild } from './esbuild-run.ts';
import { nodeCode } from './node-code.ts';
import { pythonCode } from './python-code.ts';

export interface CodePlace {
  /** Paths in the template are relative to it. */
  templateDirectory: string;
  /** Code from outside of it is refused. */
  root: string;
  /** Packages of Node that others stand in for. */
  alias?: Readonly<Record<string, string>>;
}

const MODULE_SYNTAX = /^\s*(import\s|export\s)/m;
const ARCHIVE = /\.(zip|jar)$/;

/** Throws CodeProblem. Equal code gives equal bytes. */
export async function packageFunction(model: FunctionModel, place: CodePlace): Promise<CodePackage> {
  const { code, settings } = model;
  if (code.kind === 'inline') return zipFiles(await inlineFiles(code.text, settings.Runtime, place));
  const path = await insideRoot(place.root, place.templateDirectory, code.path, 'CodeUri');
  if (!(await isDirectory(path))) {
    if (ARCHIVE.test(path)) return packageOf(await readFile(path));
    throw new CodeProblem('CodeUri', `${code.path} is neither a directory nor a zip archive.`);
  }
  const layers = await Promise.all(
    model.layers.map((layer) => insideRoot(place.root, place.templateDirectory, layer.path, 'Layers')),
  );
  const files = await directoryFiles(path, model, layers, place.alias ?? {});
  return zipFiles(new Map([...(await layerFiles(layers)), ...files]));
}

function directoryFiles(
  directory: string,
  { code, settings }: FunctionModel,
  layers: readonly string[],
  alias: Readonly<Record<string, string>>,
): Promise<PackedFiles> {
  const { Handler: handler, Runtime: runtime } = settings;
  if (code.kind === 'path' && code.bundling !== undefined) {
    const nodePaths = layers.map((layer) => join(layer, 'nodejs', 'node_modules'));
    return bundledCode({ directory, handler, bundling: code.bundling, nodePaths, alias });
  }
  if (runtime.startsWith('nodejs')) return nodeCode({ directory, handler, layers, alias });
  if (runtime.startsWith('python')) return pythonCode(directory, handler);
  if (runtime.startsWith('provided')) return customCode(directory);
  return readDirectory(directory);
}

async function customCode(directory: string): Promise<PackedFiles> {
  const files = await readDirectory(directory);
  const bootstrap = files.get('bootstrap');
  if (bootstrap === undefined)
    throw new CodeProblem(
      'CodeUri',
      `${directory} has no program bootstrap, which a runtime of your own is.`,
    );
  files.set('bootstrap', { ...bootstrap, isExecutable: true });
  return files;
}

/** Code in the template itself, under the name that Lambda gives it; bundled when it imports packages. */
async function inlineFiles(
  text: string,
  runtime: string,
  { root, alias = {} }: CodePlace,
): Promise<PackedFiles> {
  if (runtime.startsWith('python')) return new Map([['index.py', packedFile(text)]]);
  if (!runtime.startsWith('nodejs'))
    throw new CodeProblem(
      'InlineCode',
      `code in the template is JavaScript or Python; the runtime is ${runtime}.`,
    );
  const isModule = MODULE_SYNTAX.test(text);
  const built = await runEsbuild(
    {
      stdin: { contents: text, resolveDir: root, sourcefile: 'index.js', loader: 'js' },
      format: isModule ? 'esm' : 'cjs',
      target: 'node24',
      alias,
    },
    'InlineCode',
  );
  const isAlone = Object.keys(built.metafile.inputs).length <= 1;
  const content = isAlone ? text : (built.outputFiles[0]?.contents ?? text);
  return new Map([[isModule ? 'index.mjs' : 'index.js', packedFile(content)]]);
}

/** What Lambda would find under /opt, where each language looks for it: beside the code. */
const layerParts: readonly RegExp[] = [
  /^nodejs\/node\d+\//,
  /^nodejs\//,
  /^python\/lib\/python[\d.]+\/site-packages\//,
  /^python\//,
];

async function layerFiles(layers: readonly string[]): Promise<PackedFiles> {
  const merged: PackedFiles = new Map();
  for (const layer of layers) {
    for (const [path, file] of await readDirectory(layer)) {
      const part = layerParts.find((pattern) => pattern.test(path));
      if (part !== undefined) merged.set(path.replace(part, ''), file);
    }
  }
  return merged;
}
