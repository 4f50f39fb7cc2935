// The built testing library under the runners that people use, as ES module and as CommonJS. A bug would show as a runner
// whose module loader, fake timers or globals the library does not get along with.

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundle } from './bundle.ts';
import { fetchOnce } from './fetch-once.ts';
import { publishedManifest } from './published-manifest.ts';
import { readPublished, workspaceRoot } from './published-package.ts';

const JEST = 'jest@30.5.2';
const BUN = 'bun@1.4.5';
const PREPARATION_MS_MAX = 600_000;
/** Instead of the 5 s that each runner gives a test. */
const TEST_MILLIS_MAX = 120_000;

const run = promisify(execFile);
const root = mkdtempSync(join(tmpdir(), 'perdure-runners-'));
const project = join(root, 'project');
let jest: string;
let bun: string;

beforeAll(async () => {
  // What the packages need beside each other is found one folder up.
  symlinkSync(join(workspaceRoot, 'node_modules'), join(root, 'node_modules'));
  for (const target of readPublished().filter(({ shortName }) => shortName !== 'eslint-plugin')) {
    const folder = join(project, 'node_modules', '@perdure', target.shortName);
    mkdirSync(folder, { recursive: true });
    const manifest = publishedManifest(target, await bundle(target, folder));
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(folder, 'cjs', 'package.json'), '{ "type": "commonjs" }');
  }
  for (const [file, text] of Object.entries(files)) writeFileSync(join(project, file), text);
  jest = join(await fetchOnce(JEST), 'jest', 'bin', 'jest.js');
  bun = join(await fetchOnce(BUN), 'bun', 'bin', 'bun.exe');
}, PREPARATION_MS_MAX);

afterAll(() => rmSync(root, { recursive: true }));

const library = ['LocalDurableTestRunner', 'checkReplay', 'durableMatchers'];
const imports = (file: 'esm' | 'cjs', from: string, names: readonly string[]): string =>
  file === 'esm'
    ? `import { ${names.join(', ')} } from '${from}';\n`
    : `const { ${names.join(', ')} } = require('${from}');\n`;

/** The handler of all tests, and what is done with it. */
const shared = (
  file: 'esm' | 'cjs',
): string => `${imports(file, '@perdure/testing', library)}${imports(file, '@perdure/sdk', ['withDurableExecution'])}
const handler = withDurableExecution(async (event, context) => {
  await context.wait('year', { days: 365 });
  return context.step('one', async () => event.n);
});
const runOnce = () => new LocalDurableTestRunner({ handlerFunction: handler }).run({ payload: { n: 7 } });
`;

const withExpect = `
test('a year', async () => {
  const result = await runOnce();
  expect(result).toHaveSucceeded(7);
  expect(result).toHaveOperation('one', { attempts: 1 });
  await expect(handler).toReplay({ Events: result.getHistoryEvents() });
});
`;
const withFakeTimers = (runner: string): string => `
test('a year under fake timers', async () => {
  ${runner}.useFakeTimers();
  expect(await runOnce()).toHaveSucceeded(7);
  ${runner}.useRealTimers();
});
`;
const withAssert = `
test('a year', async () => {
  const result = await runOnce();
  assert.equal(result.getResult(), 7);
  assert.equal((await checkReplay(handler, { Events: result.getHistoryEvents() })).replays, true);
});
`;

const files: Readonly<Record<string, string>> = {
  'package.json': '{ "private": true }',
  'node-esm.mjs': `import test from 'node:test';\nimport assert from 'node:assert/strict';\n${shared('esm')}${withAssert}`,
  'node-cjs.cjs': `const test = require('node:test');\nconst assert = require('node:assert/strict');\n${shared('cjs')}${withAssert}`,
  'jest.config.json': JSON.stringify({
    testMatch: ['**/*.jest.js', '**/*.jest.mjs'],
    moduleFileExtensions: ['js', 'mjs', 'cjs', 'json'],
    setupFilesAfterEnv: ['@perdure/testing/jest'],
    transform: {},
  }),
  'cjs.jest.js': shared('cjs') + withExpect + withFakeTimers('jest'),
  'esm.jest.mjs': shared('esm') + withExpect,
  'vitest.config.mjs': `export default { test: { include: ['*.vitest.mjs'], setupFiles: ['@perdure/testing/vitest'] } };`,
  'year.vitest.mjs': `import { expect, test, vi } from 'vitest';\n${shared('esm')}${withExpect}${withFakeTimers('vi')}`,
  'year.test.ts': `import { expect, test } from 'bun:test';\n${shared('esm')}expect.extend(durableMatchers);\n${withExpect}`,
};

/** What a runner printed; when it failed, that is what the test shows. */
async function output(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<string> {
  const { NODE_OPTIONS: _, VITEST: __, ...inherited } = process.env;
  const env = { ...inherited, ...environment, NO_COLOR: '1', FORCE_COLOR: '0' };
  const ended = await run(program, args, { cwd: project, env }).catch((error) => error);
  expect(ended.code, `${ended.stdout}\n${ended.stderr}`).toBeUndefined();
  return `${ended.stdout}\n${ended.stderr}`;
}

test('node:test, as ES module and as CommonJS', async () => {
  for (const file of ['node-esm.mjs', 'node-cjs.cjs']) {
    expect(await output(process.execPath, ['--test', file])).toMatch(/pass 1/);
  }
});

test('Jest, as CommonJS, with its fake timers, and as ES module', async () => {
  const patient = ['--rootDir', project, `--testTimeout=${TEST_MILLIS_MAX}`];
  expect(await output(process.execPath, [jest, ...patient, 'cjs.jest.js'])).toMatch(/Tests: +2 passed/);
  const flags = { NODE_OPTIONS: '--experimental-vm-modules' };
  expect(await output(process.execPath, [jest, ...patient, 'esm.jest.mjs'], flags)).toMatch(
    /Tests: +1 passed/,
  );
});

test('Vitest, with its fake timers', async () => {
  const vitest = join(workspaceRoot, 'node_modules', 'vitest', 'vitest.mjs');
  expect(
    await output(process.execPath, [vitest, 'run', '--root', project, `--testTimeout=${TEST_MILLIS_MAX}`]),
  ).toMatch(/Tests +2 passed/);
});

test('the runner of Bun', async () => {
  expect(await output(bun, ['test', `--timeout=${TEST_MILLIS_MAX}`, 'year.test.ts'])).toMatch(/1 pass/);
});
