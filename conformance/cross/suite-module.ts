// The handlers of a suite, loaded into this process with one of the SDKs.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { packageOf, type SdkName } from '../bundle.ts';
import type { HandlerSet } from '../handlers/handler-set.ts';

export interface SuiteModule {
  handlers: HandlerSet;
  /** The functions that the handlers invoke; of the suite about invoking only. */
  targets?: HandlerSet;
}

const conformanceFolder = fileURLToPath(new URL('..', import.meta.url));
/** Inside the tree, so that what is loaded from there finds the packages. */
const cacheFolder = join(conformanceFolder, '..', 'node_modules', '.cache', 'conformance');
const modules = new Map<string, Promise<SuiteModule>>();

export function loadSuite(suite: string, sdk: SdkName): Promise<SuiteModule> {
  const key = `${suite}-${sdk}`;
  const known = modules.get(key);
  if (known !== undefined) return known;
  const loaded = load(suite, sdk);
  modules.set(key, loaded);
  return loaded;
}

async function load(suite: string, sdk: SdkName): Promise<SuiteModule> {
  mkdirSync(cacheFolder, { recursive: true });
  const outfile = join(cacheFolder, `${suite}-${sdk}-${process.pid}.mjs`);
  await build({
    entryPoints: [join(conformanceFolder, 'handlers', `${suite.replaceAll('_', '-')}.ts`)],
    plugins: [exitOfInvocation],
    alias: { 'durable-sdk': packageOf[sdk] },
    external: Object.values(packageOf),
    bundle: true,
    outfile,
    platform: 'node',
    format: 'esm',
    target: 'node24',
  });
  return import(pathToFileURL(outfile).href);
}

const exitOfInvocation: Plugin = {
  name: 'exit-of-invocation',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^node:process$/ }, () => ({
      path: fileURLToPath(new URL('process-exit.ts', import.meta.url)),
    }));
  },
};
