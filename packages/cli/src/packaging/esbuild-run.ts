// Runs esbuild, and says what it found in the words of a function's code.

import {
  type BuildFailure,
  type BuildOptions,
  type BuildResult,
  build,
  formatMessages,
  type Message,
} from 'esbuild';
import { CodeProblem, type CodeProperty } from './code-problem.ts';

export type Built = BuildResult<{ write: false; metafile: true }>;

/** Packages that Lambda's own runtimes bring. Here a function brings them itself. */
export const broughtByLambda = /^(@aws-sdk|@smithy)\//;

/** Packages in CommonJS call `require` for what is built into Node; an ES module has none of its own. */
export const requireForCommonJs =
  "import { createRequire as createRequireHere } from 'node:module'; const require = createRequireHere(import.meta.url);";

const UNRESOLVED = /Could not resolve "([^"]+)"/;

export async function runEsbuild(options: BuildOptions, property: CodeProperty): Promise<Built> {
  try {
    return await build({
      bundle: true,
      platform: 'node',
      ...options,
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    throw new CodeProblem(property, await failureText(error.errors));
  }
}

const isBuildFailure = (error: unknown): error is BuildFailure =>
  error instanceof Error && 'errors' in error && Array.isArray(error.errors);

async function failureText(errors: Message[]): Promise<string> {
  const missing = errors.flatMap(({ text }) => UNRESOLVED.exec(text)?.[1] ?? []);
  const packages = missing.filter((name) => !name.startsWith('.') && !name.startsWith('/'));
  const shown = await formatMessages(errors, { kind: 'error' });
  const advice =
    packages.length === 0
      ? ''
      : `\nInstall ${[...new Set(packages)].join(', ')} where the code is, with npm. Lambda's runtimes bring AWS's SDK along; a server of your own does not.`;
  return `the code does not compile:\n\n${shown.join('\n').trimEnd()}${advice}`;
}

/** The exports of the bundle's entry; undefined when they cannot be known, as with CommonJS. */
export function exportsOf({ metafile }: Built): string[] | undefined {
  const entry = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint !== undefined);
  const names = entry?.exports ?? [];
  const isCommonJs = names.length === 1 && names[0] === 'default';
  return entry === undefined || isCommonJs ? undefined : names;
}
