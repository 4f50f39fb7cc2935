// From a source file to the code of a function: one ES module with everything it imports, and its source map.

import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type BuildFailure, build, formatMessages } from 'esbuild';
import { CommandFailure } from '../failure.ts';

/** The module is named `index.mjs`, so the function's handler is `index.<export>`. */
export const MODULE_NAME = 'index';
const OUTPUT = `${MODULE_NAME}.mjs`;

export interface Bundle {
  /** File name to content. */
  files: Record<string, Uint8Array>;
  /** The source files that went into it, as absolute paths. */
  inputs: string[];
  /** What the bundler warned of, formatted. */
  warnings: string[];
}

// Packages in CommonJS call `require` for what is built into Node; an ES module has none of its own.
const requireForCommonJs =
  "import { createRequire as createRequireHere } from 'node:module'; const require = createRequireHere(import.meta.url);";

/** Fails with the bundler's own message, which names file and line, when the source does not compile. */
export async function bundleHandler(file: string, handlerExport: string): Promise<Bundle> {
  await requireFile(file);
  const result = await compile(file);
  const [output] = Object.values(result.metafile.outputs).filter(
    ({ entryPoint }) => entryPoint !== undefined,
  );
  const exported = output?.exports ?? [];
  if (!exported.includes(handlerExport)) throw missingHandler(file, handlerExport, exported);
  return {
    files: Object.fromEntries(result.outputFiles.map(({ path, contents }) => [baseName(path), contents])),
    inputs: Object.keys(result.metafile.inputs).map((path) => resolve(path)),
    warnings: await formatMessages(result.warnings, { kind: 'warning' }),
  };
}

async function requireFile(file: string): Promise<void> {
  try {
    await access(file);
  } catch {
    throw new CommandFailure(`There is no file ${resolve(file)}`);
  }
}

async function compile(file: string) {
  try {
    return await build({
      entryPoints: [file],
      bundle: true,
      platform: 'node',
      target: 'node24',
      format: 'esm',
      banner: { js: requireForCommonJs },
      outfile: OUTPUT,
      sourcemap: 'linked',
      // Stack traces need the mapping, not the sources again.
      sourcesContent: false,
      // Class and function names are shown in errors and histories.
      keepNames: true,
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    const messages = await formatMessages(error.errors, { kind: 'error' });
    throw new CommandFailure(`${file} does not compile:\n\n${messages.join('\n').trimEnd()}`);
  }
}

const isBuildFailure = (error: unknown): error is BuildFailure =>
  error instanceof Error && 'errors' in error && Array.isArray(error.errors);

function missingHandler(file: string, handlerExport: string, exported: readonly string[]): CommandFailure {
  const found = exported.length === 0 ? 'It exports nothing.' : `It exports ${exported.join(', ')}.`;
  return new CommandFailure(
    `${file} has no export named ${handlerExport}. ${found}\n` +
      'Write `export const handler = withDurableExecution(…)`, or name the right one with --handler.',
  );
}

const baseName = (path: string): string => path.slice(path.lastIndexOf(OUTPUT));
