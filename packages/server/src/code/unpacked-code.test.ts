import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UnpackedCode } from './unpacked-code.ts';

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'perdure-code-'));
});
afterEach(() => rmSync(project, { recursive: true }));

async function unpack(files: Record<string, string>): Promise<string> {
  const encoded = Object.entries(files).map(
    ([name, text]) => [name, new TextEncoder().encode(text)] as const,
  );
  const zip = zipSync(Object.fromEntries(encoded));
  const hash = createHash('sha256').update(zip).digest('base64');
  return new UnpackedCode(join(project, '.perdure', 'code'), async () => zip).directory(hash);
}

const run = (file: string): string => execFileSync(process.execPath, [file], { encoding: 'utf8' }).trim();

test('code in CommonJS runs although the data lies in a project of ES modules', async () => {
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
  const folder = await unpack({ 'index.js': 'module.exports = {}; console.log(typeof require);' });
  expect(run(join(folder, 'index.js'))).toBe('function');
});

test('code with a package.json of its own is what that says', async () => {
  const folder = await unpack({
    'package.json': '{"type":"module"}',
    'index.js': 'console.log(typeof require);',
  });
  expect(run(join(folder, 'index.js'))).toBe('undefined');
});
