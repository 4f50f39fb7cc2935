// The files of docs/testing.md, as a reader would copy them: they compile, and their tests pass. A bug here sends newcomers
// away.

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../../..');
const guide = readFileSync(join(root, 'docs/testing.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'perdure-guide-'));
const tool = (...path: string[]): string => join(root, 'node_modules', ...path);

const blocks = [...guide.matchAll(/^```ts(?: file=(\S+))?\n(.*?)^```$/gms)].map(
  ([, file, text = ''], index) => ({
    file: file ?? `block-${index}.ts`,
    text,
  }),
);

beforeAll(() => {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const { file, text } of blocks) writeFileSync(join(folder, file), text);
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const tsconfig = { extends: join(root, 'tsconfig.json'), include: ['*.ts'], exclude: [] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  const settings = { include: ['*.test.ts'], root: folder, testTimeout: 120_000 };
  const config = `export default { test: ${JSON.stringify(settings)} };`;
  writeFileSync(join(folder, 'vitest.config.mjs'), config);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('docs/testing.md', () => {
  test('its code compiles', async () => {
    const compiler = tool('typescript', 'bin', 'tsc');
    const { stdout } = await run(process.execPath, [compiler, '--noEmit', '-p', folder]).catch(
      (error) => error,
    );
    expect(stdout).toBe('');
  });

  test('its tests pass', async () => {
    const report = join(folder, 'report.json');
    const args = [
      tool('vitest', 'vitest.mjs'),
      'run',
      '--root',
      folder,
      '--reporter=json',
      '--outputFile',
      report,
    ];
    await run(process.execPath, args).catch(() => undefined);
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    expect(testResults.map(({ message }: { message: string }) => message).filter(Boolean)).toEqual([]);
    expect(numFailedTests, JSON.stringify(testResults)).toBe(0);
    expect(numPassedTests).toBeGreaterThan(8);
  });
});
