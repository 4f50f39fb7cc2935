// Bundles the handlers of a suite with the SDK they are to run on, as the zip that a function is made of.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { zipSync } from 'fflate';

export type SdkName = 'aws' | 'perdure';

export const packageOf: Readonly<Record<SdkName, string>> = {
  aws: '@aws/durable-execution-sdk-js',
  perdure: '@perdure/sdk',
};

const folder = fileURLToPath(new URL('.', import.meta.url));
const bundles = new Map<string, Promise<Uint8Array>>();

/** The handlers of a suite's file; which of them a function is, its variable CONFORMANCE_ID says. */
export function bundleSuite(suite: string, sdk: SdkName): Promise<Uint8Array> {
  const key = `${suite} ${sdk}`;
  const known = bundles.get(key);
  if (known !== undefined) return known;
  const bundle = buildZip(entryOf(suite), sdk);
  bundles.set(key, bundle);
  return bundle;
}

const entryOf = (suite: string): string => `
import * as suite from './handlers/${suite.replaceAll('_', '-')}.ts';
const handlers = { ...suite.handlers, ...suite.targets };
export const handler = handlers[process.env.CONFORMANCE_ID];
`;

async function buildZip(contents: string, sdk: SdkName): Promise<Uint8Array> {
  const result = await build({
    stdin: { contents, resolveDir: folder, loader: 'ts' },
    alias: { 'durable-sdk': packageOf[sdk] },
    // A suite without functions of its own to invoke has no `targets`.
    logOverride: { 'import-is-undefined': 'silent' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    banner: {
      // Under a name of its own: AWS's SDK imports createRequire too.
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
  });
  return zipSync({ 'index.mjs': result.outputFiles[0]?.contents ?? new Uint8Array() });
}
