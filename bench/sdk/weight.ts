// What both SDKs cost before they do anything: the time of an import in a fresh process, without the start of Node itself, and
// their size in a function that is bundled and minified.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { buildPackages } from '../../tools/build/build-packages.ts';
import { readPublished } from '../../tools/build/published-package.ts';

const IMPORTS = 21;
const MICROS_PER_MILLI = 1000;
const BYTES_PER_KIB = 1024;
const NAME_CHARS = 34;
const CELL_CHARS = 12;

const row = (name: string, cells: readonly string[]): void =>
  console.log(name.padEnd(NAME_CHARS) + cells.map((cell) => cell.padStart(CELL_CHARS)).join(''));

/** Prints what an import takes, and how large a handler becomes. */
export async function measureWeight(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'perdure-weight-'));
  try {
    await buildPackages(readPublished(), ({ shortName }) => join(folder, shortName));
    const aws = fileURLToPath(import.meta.resolve('@aws/durable-execution-sdk-js'));
    console.log(`\nimport in a fresh process, median of ${IMPORTS}, milliseconds`);
    row('', ['of CPU', 'on the clock']);
    row('AWS 2.4.0, ES module', importMillis(importOf(aws)));
    row('Perdure, ES module', importMillis(importOf(join(folder, 'sdk', 'esm', 'index.js'))));
    row('Perdure, CommonJS', importMillis(requireOf(join(folder, 'sdk', 'cjs', 'index.js'))));
    console.log('\na handler, bundled and minified, KiB');
    row('', ['minified', 'gzipped']);
    row('AWS 2.4.0', await bundleKibibytes('@aws/durable-execution-sdk-js'));
    row(
      'AWS 2.4.0 without its client',
      await bundleKibibytes('@aws/durable-execution-sdk-js', ['@aws-sdk/*']),
    );
    row('Perdure', await bundleKibibytes('@perdure/sdk'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const importOf = (file: string): string => `await import(${JSON.stringify(file)})`;

const requireOf = (file: string): string =>
  `process.getBuiltinModule('node:module').createRequire(${JSON.stringify(file)})(${JSON.stringify(file)})`;

function importMillis(code: string): [cpu: string, wall: string] {
  const program = `
const cpu = process.cpuUsage();
const start = performance.now();
${code};
const { user, system } = process.cpuUsage(cpu);
console.log((user + system) / ${MICROS_PER_MILLI}, performance.now() - start);`;
  const samples = Array.from({ length: IMPORTS }, () =>
    execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
      .split(' ')
      .map(Number),
  );
  const median = (column: number): string => {
    const sorted = samples.map((sample) => sample[column] ?? 0).sort((a, b) => a - b);
    return (sorted[Math.floor(IMPORTS / 2)] ?? 0).toFixed(1);
  };
  return [median(0), median(1)];
}

async function bundleKibibytes(
  sdk: string,
  external: string[] = [],
): Promise<[minified: string, gzipped: string]> {
  const handler = `
import { withDurableExecution } from '${sdk}';
export const handler = withDurableExecution(async (event, context) => context.step('s', async () => event));`;
  const { outputFiles } = await build({
    stdin: { contents: handler, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    external,
    logLevel: 'error',
  });
  const text = outputFiles[0]?.contents ?? new Uint8Array();
  const kibibytes = (bytes: number): string => (bytes / BYTES_PER_KIB).toFixed(1);
  return [kibibytes(text.byteLength), kibibytes(gzipSync(text).byteLength)];
}
