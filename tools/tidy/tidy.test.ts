// If a rule went blind, its violations would pile up unseen: each rule is shown a small workspace that breaks it, and the
// nearest thing that does not.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { documentRules } from './documents.ts';
import { enginePurity } from './engine-purity.ts';
import { fileNames } from './file-names.ts';
import { importCycles } from './import-cycles.ts';
import { languageRules } from './language.ts';
import { layerRules } from './layers.ts';
import { numericLiterals } from './numeric-literals.ts';
import { sizes } from './sizes.ts';
import { testTitles } from './test-titles.ts';
import { type Rule, readWorkspace } from './workspace.ts';

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});

const manifest = (name: string, dependencies: string[] = []) =>
  JSON.stringify({
    name: `@perdure/${name}`,
    exports: { '.': './src/index.ts' },
    dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, '0.1.0'])),
  });

const base: Record<string, string> = {
  'package.json': JSON.stringify({ name: 'root', scripts: { demo: 'node demo.ts', test: 'vitest' } }),
  'tsconfig.json': JSON.stringify({
    compilerOptions: { module: 'nodenext', noLib: true, types: [], noEmit: true },
    include: ['packages', 'tools'],
  }),
  'ARCHITECTURE.md': '# Map\n\n```layers\nprotocol ->\nengine -> protocol\nserver -> engine (main.ts)\n```\n',
  'packages/protocol/package.json': manifest('protocol'),
  'packages/protocol/src/index.ts': 'export const one = 1;\n',
  'packages/engine/package.json': manifest('engine', ['@perdure/protocol']),
  'packages/engine/src/index.ts': "export { one } from '@perdure/protocol';\n",
  'packages/server/package.json': manifest('server', ['@perdure/engine', 'fastify']),
  'packages/server/src/index.ts': 'export const two = 2;\n',
};

/** What the rule says about the base workspace with these files added: `path:line message`. */
function judge(rule: Rule, files: Record<string, string> = {}): string[] {
  const root = mkdtempSync(join(tmpdir(), 'perdure-tidy-'));
  roots.push(root);
  for (const [path, text] of Object.entries({ ...base, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return rule(readWorkspace(root)).map(({ path, line, message }) => `${path}:${line} ${message}`);
}

describe('layers', () => {
  it('accepts the directions that the map draws', () => {
    expect(judge(layerRules)).toEqual([]);
  });

  it('refuses a direction that the map does not draw, for types too', () => {
    const text = "import type { two } from '@perdure/server';\nexport type Two = typeof two;\n";
    expect(judge(layerRules, { 'packages/engine/src/two.ts': text })).toEqual([
      'packages/engine/src/two.ts:1 engine may not import server; ARCHITECTURE.md says who may',
    ]);
  });

  it('keeps an import to the one file that the map names', () => {
    const text = "import { one } from '@perdure/engine';\nexport const both = one;\n";
    expect(judge(layerRules, { 'packages/server/src/main.ts': text })).toEqual([]);
    expect(judge(layerRules, { 'packages/server/src/loop.ts': text })).toEqual([
      'packages/server/src/loop.ts:1 only main.ts may import engine',
    ]);
  });

  it('refuses a deep import, by name or by path', () => {
    const text = "import '@perdure/protocol/src/index.ts';\nimport '../../protocol/src/index.ts';\n";
    expect(judge(layerRules, { 'packages/engine/src/deep.ts': text })).toEqual([
      'packages/engine/src/deep.ts:1 @perdure/protocol/src/index.ts is not a door of @perdure/protocol; its doors are @perdure/protocol',
      'packages/engine/src/deep.ts:2 ../../protocol/src/index.ts reaches into another package; import it by its name',
    ]);
  });

  it('refuses a dependency that the manifest does not declare', () => {
    const text = "import 'fastify';\nimport 'node:fs';\n";
    expect(judge(layerRules, { 'packages/server/src/http.ts': text })).toEqual([]);
    expect(judge(layerRules, { 'packages/engine/src/http.ts': text })).toEqual([
      'packages/engine/src/http.ts:1 fastify is missing in packages/engine/package.json',
    ]);
  });

  it('lets a test import any package through its door', () => {
    const text = "import '@perdure/server';\n";
    expect(judge(layerRules, { 'packages/engine/src/index.test.ts': text })).toEqual([]);
  });

  it('reports a package that is not on the map, and a name on the map that is no package', () => {
    const files = { 'ARCHITECTURE.md': '```layers\nprotocol ->\nengine -> protocol, sky\n```\n' };
    expect(judge(layerRules, files)).toEqual([
      'ARCHITECTURE.md:1 server is missing in the block marked `layers`',
      'ARCHITECTURE.md:1 there is no package sky',
    ]);
  });
});

describe('import cycles', () => {
  it('finds a cycle of values across three files', () => {
    const files = {
      'packages/engine/src/a.ts': "import { b } from './b.ts';\nexport const a = b;\n",
      'packages/engine/src/b.ts': "import { c } from './c.ts';\nexport const b = c;\n",
      'packages/engine/src/c.ts': "import { a } from './a.ts';\nexport const c = () => a;\n",
    };
    expect(judge(importCycles, files)).toEqual([
      'packages/engine/src/a.ts:1 packages/engine/src/a.ts -> packages/engine/src/b.ts -> packages/engine/src/c.ts -> packages/engine/src/a.ts',
    ]);
  });

  it('does not count what is erased', () => {
    const files = {
      'packages/engine/src/a.ts': "import { type B } from './b.ts';\nexport type A = B;\n",
      'packages/engine/src/b.ts': "import type { A } from './a.ts';\nexport type B = A | 1;\n",
    };
    expect(judge(importCycles, files)).toEqual([]);
  });
});

describe('documents', () => {
  it('names every path, package, script and file that is not there', () => {
    const text = [
      '# Read me',
      'Run `npm run demo`, `npm test` and `npm run fly`; see [map](ARCHITECTURE.md) and [moon](docs/moon.md#far).',
      'The door is packages/engine/src/index.ts, the window packages/engine/src/window.ts.',
      '`index.ts` is there, `window.ts` is not; @perdure/engine is, @perdure/cloud is not.',
    ];
    expect(judge(documentRules, { 'README.md': text.join('\n') })).toEqual([
      'README.md:2 there is no script "fly"',
      'README.md:2 there is no docs/moon.md',
      'README.md:3 there is no packages/engine/src/window.ts',
      'README.md:4 there is no package @perdure/cloud',
      'README.md:4 no file has the name window.ts',
    ]);
  });

  it('leaves web addresses and anchors alone', () => {
    expect(judge(documentRules, { 'README.md': '[a](https://example.org/docs/x.md) [b](#top)' })).toEqual([]);
  });
});

describe('file names', () => {
  it('refuses names that fit anything, an index.ts that is no door, and camel case', () => {
    const files = {
      'packages/engine/src/utils.ts': 'export {};\n',
      'packages/engine/src/step/index.ts': 'export {};\n',
      'packages/engine/src/stepState.ts': 'export {};\n',
      'packages/engine/src/step-state.ts': 'export {};\n',
    };
    expect(judge(fileNames, files).map((line) => line.split(' ')[0])).toEqual([
      'packages/engine/src/stepState.ts:1',
      'packages/engine/src/utils.ts:1',
      'packages/engine/src/step/index.ts:1',
    ]);
  });
});

describe('sizes', () => {
  const long = `export function long() {\n${'  one();\n'.repeat(60)}}\nconst one = () => 1;\n`;

  it('refuses a function over 60 lines and a file over 400', () => {
    expect(judge(sizes, { 'packages/engine/src/long.ts': long })).toEqual([
      'packages/engine/src/long.ts:1 62 lines; the limit is 60',
    ]);
    expect(judge(sizes, { 'packages/engine/src/long.ts': '\n'.repeat(401) })).toHaveLength(1);
    expect(judge(sizes, { 'packages/engine/src/long.ts': '\n'.repeat(400) })).toEqual([]);
  });

  it('lets a listed function stay, but not grow', () => {
    const listed = (lines: number) => ({
      'packages/engine/src/long.ts': long,
      'tools/tidy/ratchet.json': JSON.stringify({ 'packages/engine/src/long.ts#long': lines }),
    });
    expect(judge(sizes, listed(62))).toEqual([]);
    expect(judge(sizes, listed(61))).toHaveLength(1);
  });

  it('reports a listed function that became short', () => {
    const files = { 'tools/tidy/ratchet.json': JSON.stringify({ 'packages/engine/src/gone.ts': 500 }) };
    expect(judge(sizes, files)).toEqual([
      'tools/tidy/ratchet.json:1 packages/engine/src/gone.ts is within the limit now; remove its entry',
    ]);
  });
});

describe('language', () => {
  it('refuses any, non-null claims, unfinished work and an exit outside main.ts', () => {
    const text = [
      'export const size = (text: any) => text.length;',
      'export const first = (list: string[]) => list[0]!;',
      '// TODO: later',
      'export const leave = () => process.exit(1);',
    ];
    const files = {
      'packages/server/src/loose.ts': text.join('\n'),
      'packages/server/src/main.ts': text[3] ?? '',
    };
    expect(judge(languageRules, files).map((line) => line.split(' ')[0])).toEqual([
      'packages/server/src/loose.ts:1',
      'packages/server/src/loose.ts:2',
      'packages/server/src/loose.ts:4',
      'packages/server/src/loose.ts:3',
    ]);
  });

  it('accepts an any that states its reason to the linter, and the word in a comment or a string', () => {
    const text = [
      '// Takes any text.',
      "export const word = 'any';",
      '// biome-ignore lint/suspicious/noExplicitAny: callers pass values of every type.',
      'export type Loose = any;',
    ];
    expect(judge(languageRules, { 'packages/server/src/loose.ts': text.join('\n') })).toEqual([]);
  });
});

describe('test titles', () => {
  it('refuses a wish and a lone test', () => {
    const text = [
      "it('should work', () => {});",
      "describe.each([1])('it shouldn’t matter that should is here', () => {});",
      "it.only('works', () => {});",
      "it('works on the word shoulder', () => {});",
    ];
    expect(
      judge(testTitles, { 'packages/engine/src/a.test.ts': text.join('\n') }).map((l) => l.split(' ')[0]),
    ).toEqual([
      'packages/engine/src/a.test.ts:1',
      'packages/engine/src/a.test.ts:2',
      'packages/engine/src/a.test.ts:3',
    ]);
  });
});

describe('engine purity', () => {
  it('refuses clocks, chance, machines and waiting in the engine only', () => {
    const text = [
      "import 'node:fs';",
      'export const now = () => Date.now();',
      'export const roll = () => Math.random();',
      'export const wait = async () => {};',
      'export const fine = (state: { process: number }) => state.process;',
    ].join('\n');
    const files = { 'packages/engine/src/a.ts': text, 'packages/server/src/a.ts': text };
    expect(judge(enginePurity, files).map((line) => line.split(' ')[0])).toEqual(
      [1, 2, 3, 4].map((line) => `packages/engine/src/a.ts:${line}`),
    );
  });
});

describe('numeric literals', () => {
  it('refuses a number above 9 that has no name', () => {
    const text = [
      'export const LEASE_MS = 30 * 1000;',
      'export const record = { lengthBytes: 46 };',
      'export const lease = () => 30_000;',
      'export const few = () => 9;',
      'export const hex = (value: number) => value.toString(16);',
      'export const local = { make: () => 46 };',
    ].join('\n');
    const files = { 'packages/engine/src/a.ts': text, 'packages/engine/src/a-limits.ts': text };
    expect(judge(numericLiterals, files).map((line) => line.split(' ')[0])).toEqual([
      'packages/engine/src/a.ts:3',
      'packages/engine/src/a.ts:6',
    ]);
  });
});
