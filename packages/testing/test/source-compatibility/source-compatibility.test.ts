// The referee's referee: the test file beside this one runs under AWS's libraries as it stands. Here it runs under ours, with
// nothing changed but what its two imports point to.

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../../..');

test("sdk 10: a test file of AWS's libraries passes with its imports pointing to ours", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'perdure-suite-'));
  const config = join(folder, 'vitest.config.mjs');
  const report = join(folder, 'report.json');
  const alias = {
    '@aws/durable-execution-sdk-js-testing': join(root, 'packages/testing/src/index.ts'),
    '@aws/durable-execution-sdk-js': join(root, 'packages/sdk/src/index.ts'),
  };
  const test = {
    include: ['packages/testing/test/source-compatibility/suite/*.test.ts'],
    testTimeout: 120_000,
  };
  writeFileSync(config, `export default ${JSON.stringify({ root, resolve: { alias }, test })};`);
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', '--config', config, '--reporter=json', '--outputFile', report];
  await promisify(execFile)(process.execPath, args, { cwd: root }).catch(() => undefined);
  const { numFailedTests, numPassedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  rmSync(folder, { recursive: true });
  expect(numFailedTests, JSON.stringify(testResults)).toBe(0);
  expect(numPassedTests).toBe(8);
});
