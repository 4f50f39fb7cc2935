// What users install: the packages as npm packs them, in a project that has nothing else. A bug would show as a package
// that only works inside of this workspace, under one module system, or on one version of Node.

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildPackages } from './build-packages.ts';
import { olderNode } from './older-node.ts';
import { publishedNames } from './packages.ts';
import { readPublished, workspaceRoot } from './published-package.ts';

const run = promisify(execFile);
const root = mkdtempSync(join(tmpdir(), 'perdure-packed-'));
const project = join(root, 'project');
const tool = (...path: string[]): string => join(workspaceRoot, 'node_modules', ...path);
const tarball = (shortName: string): string => join(root, `perdure-${shortName}-0.1.0.tgz`);

/** Everything is built, packed and installed. */
const PREPARATION_MS_MAX = 600_000;

beforeAll(async () => {
  await buildPackages(readPublished(), ({ shortName }) => join(root, shortName));
  const folders = publishedNames.map((name) => join(root, name));
  await run('npm', ['pack', '--silent', '--pack-destination', root, ...folders], { cwd: root });
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true }');
  // What the packages do not bring is missing. Only what their users have is put beside them: peers, and the types of Node,
  // which those of AWS's client need.
  const quiet = [
    '--prefer-offline',
    '--legacy-peer-deps',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--fetch-retries=5',
  ];
  await run('npm', ['install', ...quiet, ...publishedNames.map(tarball)], { cwd: project });
  for (const name of ['eslint', '@opentelemetry', '@types']) {
    symlinkSync(tool(name), join(project, 'node_modules', name));
  }
  for (const [file, text] of Object.entries(programs)) writeFileSync(join(project, file), text);
  await olderNode();
}, PREPARATION_MS_MAX);

afterAll(() => rmSync(root, { recursive: true }));

const body = `
const handler = withDurableExecution(async (event, context) => {
  const steps = await context.map('double', event.numbers, (child, number) =>
    child.step('one', async () => 2 * number));
  await context.wait('night', { hours: 8 });
  const failure = await context.step('fail', async () => { throw new RangeError('no'); }, {
    retryStrategy: retryPresets.noRetry,
  }).catch((error) => [error instanceof StepError, error.name, error.cause.name]);
  return [...steps.getResults(), ...failure];
}, { plugins: [new ExecutionOtelPlugin()] });

const runner = new LocalDurableTestRunner({ handlerFunction: handler });
runner.run({ payload: { numbers: [1, 2] } }).then((result) => {
  const rules = Object.keys(plugin.rules).length;
  console.log(JSON.stringify({ status: result.getStatus(), result: result.getResult(), rules }));
});
`;

const typedBody = `
interface Order { id: string }

const handler = withDurableExecution<Order, number>(async (order, context) => {
  const batch = await context.map([order.id], async (child, id) => child.step(async () => id.length));
  if (batch.all[0]?.status === BatchItemStatus.FAILED) throw new StepError();
  return batch.successCount;
}, { plugins: [new ExecutionOtelPlugin({ enrichLogger: false })] });

export const length: Promise<number | undefined> = new LocalDurableTestRunner<number>({ handlerFunction: handler })
  .run({ payload: { id: 'A-1' } })
  .then((result) => result.getResult());
export const rule: string | undefined = plugin.rules['no-io-outside-step'].meta?.type;
`;

const imports = `
import { BatchItemStatus, retryPresets, StepError, withDurableExecution } from '@perdure/sdk';
import { ExecutionOtelPlugin } from '@perdure/sdk/otel';
import { LocalDurableTestRunner } from '@perdure/testing';
`;

const sdkOnly = `
import { type BatchResult, StepError, withDurableExecution } from '@perdure/sdk';
export const handler = withDurableExecution<{ id: string }, number>(async ({ id }, context) => {
  const batch: BatchResult<number> = await context.map([id], async (child, name) => child.step(async () => name.length));
  if (batch.failureCount > 0) throw new StepError();
  return batch.successCount;
});
`;

const programs: Readonly<Record<string, string>> = {
  'handler.mjs': `${imports}import plugin from '@perdure/eslint-plugin';${body}`,
  'handler.cjs': `
const { retryPresets, StepError, withDurableExecution } = require('@perdure/sdk');
const { ExecutionOtelPlugin } = require('@perdure/sdk/otel');
const { LocalDurableTestRunner } = require('@perdure/testing');
const plugin = require('@perdure/eslint-plugin');${body}`,
  'sdk.mts': sdkOnly,
  'sdk.cts': sdkOnly,
  'handler.mts': `${imports}import plugin from '@perdure/eslint-plugin';${typedBody}`,
  'handler.cts': `${imports}import plugin = require('@perdure/eslint-plugin');${typedBody}`,
};

const expected = { status: 'SUCCEEDED', result: [2, 4, true, 'StepError', 'RangeError'], rules: 8 };

describe('what is published', () => {
  test.each(publishedNames)('%s is found right by every way of resolving it', async (name) => {
    const file = tool('@arethetypeswrong', 'cli', 'dist', 'index.js');
    const options = [tarball(name), '--profile', 'node16', '--format', 'ascii', '--no-color'];
    // It exits with an error for any problem that the profile does not ignore.
    await expect(run(process.execPath, [file, ...options])).resolves.toMatchObject({ stderr: '' });
  });

  test.each(publishedNames)('the manifest of %s says nothing wrong', async (name) => {
    const { messages } = await publint({ pkgDir: join(root, name), level: 'suggestion', strict: true });
    expect(messages).toEqual([]);
  });

  test('a handler and its test run as ES module and as CommonJS, on the oldest Node and on this one', async () => {
    const nodes = [process.execPath, await olderNode()];
    const runs = nodes.flatMap((node) =>
      ['handler.mjs', 'handler.cjs'].map((file) => run(node, [file], { cwd: project })),
    );
    const outputs = (await Promise.all(runs)).map(({ stdout }) => JSON.parse(stdout));
    expect(outputs).toEqual([expected, expected, expected, expected]);
  });

  test('importing the SDK loads one small module of Node, and no package', () => {
    const text = readFileSync(join(root, 'sdk', 'esm', 'index.js'), 'utf8');
    const imported = [...text.matchAll(/^import .* from "([^"]+)";$/gm)].map(([, specifier]) => specifier);
    expect(imported).toEqual(['node:async_hooks']);
    const manifest = JSON.parse(readFileSync(join(root, 'sdk', 'package.json'), 'utf8'));
    expect(manifest.dependencies).toEqual({});
  });

  test('the declarations of the SDK compile by themselves, for ES modules and for CommonJS', async () => {
    expect(await compile(['sdk.mts', 'sdk.cts'], [])).toBe('');
  });

  test('all declarations compile beside the types of Node, for ES modules and for CommonJS', async () => {
    expect(await compile(['handler.mts', 'handler.cts'], ['--types', 'node'])).toBe('');
  });
});

/** What the compiler has to say. */
async function compile(files: readonly string[], more: readonly string[]): Promise<string> {
  const options = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2023', '--lib', 'es2023'];
  const { stdout } = await run(
    process.execPath,
    [tool('typescript', 'bin', 'tsc'), ...options, ...more, ...files],
    { cwd: project },
  ).catch((error: { stdout: string }) => error);
  return stdout;
}
