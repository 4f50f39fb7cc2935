// The examples of the documents about the SDK, as a reader would copy them: they compile, and each handler runs to its end on
// the testing library. A bug here sends newcomers away.

import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as given from './guide-given.ts';

const root = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'perdure-sdk-guide-'));
const documents = ['README.md', 'packages/sdk/README.md', 'docs/sdk.md'];

const fence = /^```ts\n(.*?)^```$/gms;
const importLine = /^import .*;\n/gm;
const givenTypes = ['Order', 'Shipment'];

/** The names that an example uses without declaring them. */
function taken(text: string): string[] {
  const isUsed = (name: string): boolean => new RegExp(`(?<![.'\\w])${name}\\b`).test(text);
  const isDeclared = (name: string): boolean =>
    new RegExp(`\\b(?:const|class|interface) ${name}\\b`).test(text);
  const types = givenTypes.filter((name) => isUsed(name) && !isDeclared(name)).map((name) => `type ${name}`);
  return [...Object.keys(given).filter((name) => isUsed(name) && !isDeclared(name)), ...types];
}

/** A document shows whole files, and what stands inside of a handler. */
function fileOf(text: string): string {
  const isWhole = text.includes('export const handler');
  const body = text.replaceAll(importLine, '');
  const inside = isWhole
    ? body
    : `export const handler = durable(async (order: Order, context) => {\n${body}\n});`;
  return [
    ...(text.match(importLine) ?? []),
    `import { ${taken(`${body} ${isWhole ? '' : ' Order'}`).join(', ')} } from './given.ts';`,
    isWhole ? '' : "import { withDurableExecution as durable } from '@perdure/sdk';",
    inside,
  ].join('\n');
}

const examples = documents.flatMap((document) =>
  [...readFileSync(join(root, document), 'utf8').matchAll(fence)]
    .map(([, text = '']) => text)
    .filter((text) => /\bcontext\b/.test(text))
    .map((text, index) => ({
      file: `${document.replaceAll(/\W/g, '-')}-${index + 1}.ts`,
      text,
    })),
);

const program = `
import { LocalDurableTestRunner } from '@perdure/testing';
const payload = { id: 'A-1', total: 120, cents: 12000, images: ['a.png', 'b.png'] };
const outcomes = {};
for (const file of process.argv.slice(2)) {
  const { handler } = await import(file);
  const runner = new LocalDurableTestRunner({ handlerFunction: handler })
    .answerInvoke('fraud:live', { success: { ok: true } })
    .answerInvoke('ledger:live', { success: 'settled' })
    .answerCallback('signature', { open: true });
  for (const name of ['approval', 'payment', 'charge']) runner.answerCallback(name, { after: { minutes: 1 }, success: 'yes' });
  const result = await runner.run({ payload });
  outcomes[file] = result.getStatus() === 'FAILED' ? result.getError() : result.getStatus();
}
console.log(JSON.stringify(outcomes));
process.exit(0);
`;

const run = promisify(execFile);

beforeAll(() => {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  cpSync(join(import.meta.dirname, 'guide-given.ts'), join(folder, 'given.ts'));
  for (const { file, text } of examples) writeFileSync(join(folder, file), fileOf(text));
  writeFileSync(join(folder, 'run.ts'), program);
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false };
  const files = examples.map(({ file }) => file);
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include: [], files }),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the examples of the documents', () => {
  test('compile', async () => {
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const { stdout } = await run(process.execPath, [compiler, '-p', folder]).catch((error) => error);
    expect(stdout).toBe('');
  });

  test('run to their end', async () => {
    expect(examples.length).toBeGreaterThan(12);
    const files = examples.map(({ file }) => join(folder, file));
    const { stdout } = await run(process.execPath, ['run.ts', ...files], { cwd: folder });
    const outcomes: unknown = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    expect(outcomes).toEqual(Object.fromEntries(files.map((file) => [file, 'SUCCEEDED'])));
  });
});
