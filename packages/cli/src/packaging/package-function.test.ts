// From a template's words about code to an archive: what is in it, and what is refused.

import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { beforeEach, describe, expect, it } from 'vitest';
import type { FunctionModel } from '../template/stack-model.ts';
import { modelOf } from '../template/testing/read-text.ts';
import { packageFunction } from './package-function.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perdure-code-'));
  return () => rmSync(folder, { recursive: true });
});

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

function functionWith(properties: string, metadata = ''): FunctionModel {
  const text = `Transform: AWS::Serverless-2016-10-31
Resources:
  Layer: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: layer } }
  F:
    Type: AWS::Serverless::Function
    Properties: ${properties}
    Metadata: ${metadata || '{}'}
`;
  const [made] = modelOf(text).functions;
  if (made === undefined) throw new Error('no function');
  return made;
}

const node = ({ more = '', code = 'app', handler = 'index.handler' } = {}): string =>
  `{ Runtime: nodejs24.x, CodeUri: ${code}, Handler: ${handler}, ${more} }`;

async function filesOf(made: FunctionModel, root = folder): Promise<Record<string, string>> {
  const { zip } = await packageFunction(made, { templateDirectory: folder, root });
  const entries = Object.entries(unzipSync(zip));
  return Object.fromEntries(entries.map(([name, content]) => [name, Buffer.from(content).toString()]));
}

describe('a directory', () => {
  it('that has all it imports is packed as it is, without histories and caches', async () => {
    write({
      'app/index.js': "const { word } = require('word'); exports.handler = () => word;",
      'app/node_modules/word/index.js': "exports.word = 'a';",
      'app/menu.json': '{}',
      'app/.git/HEAD': 'x',
    });
    const files = await filesOf(functionWith(node()));
    expect(Object.keys(files).sort()).toEqual(['index.js', 'menu.json', 'node_modules/word/index.js']);
  });

  it('gets what lies above it bundled into its handler, and keeps its other files', async () => {
    write({
      'app/index.ts': "import { word } from 'word'; export const handler = (): string => word;",
      'node_modules/word/index.js': "export const word = 'from above';",
      'app/menu.json': '{}',
    });
    const files = await filesOf(functionWith(node()));
    expect(Object.keys(files).sort()).toEqual(['index.mjs', 'index.mjs.map', 'menu.json']);
    expect(files['index.mjs']).toContain('from above');
  });

  it('is judged without the package.json above it, which does not travel with it', async () => {
    write({ 'package.json': '{ "type": "module" }', 'app/index.js': 'exports.handler = () => 1;' });
    expect(Object.keys(await filesOf(functionWith(node())))).toEqual(['index.js']);
  });

  it('gives equal bytes for equal files', async () => {
    write({ 'app/index.js': 'exports.handler = () => 1;' });
    const place = { templateDirectory: folder, root: folder };
    const [first, second] = [
      await packageFunction(functionWith(node()), place),
      await packageFunction(functionWith(node()), place),
    ];
    expect(second.sha256).toBe(first.sha256);
  });

  it('has the files of its layers where a runtime looks for them', async () => {
    write({
      'app/index.mjs': "import { word } from 'word'; export const handler = () => word;",
      'layer/nodejs/node_modules/word/index.js': "module.exports.word = 'a';",
    });
    const files = await filesOf(functionWith(node({ more: 'Layers: [!Ref Layer]' })));
    expect(Object.keys(files).sort()).toEqual(['index.mjs', 'node_modules/word/index.js']);
  });

  it('of a runtime of its own has an executable bootstrap', async () => {
    write({ 'app/bootstrap': '#!/bin/sh\n' });
    chmodSync(join(folder, 'app/bootstrap'), 0o644);
    const made = functionWith('{ Runtime: provided.al2023, CodeUri: app, Handler: x }');
    const { zip } = await packageFunction(made, { templateDirectory: folder, root: folder });
    // The mode stands in the upper half of the external attributes: offset 38 of the central directory's entry.
    const directory = Buffer.from(zip).indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    expect(Buffer.from(zip).readUInt16LE(directory + 40)).toBe(0o100755);
  });

  it('of Python is packed without what Python leaves behind', async () => {
    write({ 'app/main.py': 'def handler(event, context): pass', 'app/__pycache__/main.pyc': 'x' });
    const made = functionWith('{ Runtime: python3.13, CodeUri: app, Handler: main.handler }');
    expect(Object.keys(await filesOf(made))).toEqual(['main.py']);
  });
});

describe('esbuild metadata', () => {
  const source = "import { word } from '@aws-sdk/word'; export const handler = (): string => word;";

  it('decides on entry, format, ending and banner; what Lambda brings is bundled in', async () => {
    write({
      'app/src/main.ts': source,
      'node_modules/@aws-sdk/word/index.js': "export const word = 'brought along';",
    });
    const metadata = `{ BuildMethod: esbuild, BuildProperties: { EntryPoints: [src/main.ts], Format: esm, OutExtension: [.js=.mjs], Banner: [js=//made], External: ['@aws-sdk/*'], Minify: false, Sourcemap: true } }`;
    const files = await filesOf(functionWith(node({ handler: 'main.handler' }), metadata));
    expect(Object.keys(files).sort()).toEqual(['main.mjs', 'main.mjs.map']);
    expect(files['main.mjs']).toMatch(/^\/\/made[\s\S]*brought along/);
  });

  it('finds the source of the handler when it names no entry', async () => {
    write({ 'app/index.ts': 'export const handler = (): number => 1;' });
    expect(Object.keys(await filesOf(functionWith(node(), '{ BuildMethod: esbuild }')))).toEqual([
      'index.js',
    ]);
  });
});

describe('code that is refused', () => {
  const esbuild = '{ BuildMethod: esbuild, BuildProperties: { EntryPoints: [index.ts] } }';
  const files = { 'app/index.js': 'exports.main = 1;', 'app/index.ts': 'export const main = 1;' };
  const bad: [string, string, string, Record<string, string>, RegExp][] = [
    [
      'a handler that is not exported',
      node(),
      '',
      { 'app/index.mjs': 'export const main = 1;' },
      /there is no handler index\.handler: index\.mjs exports main/,
    ],
    [
      'a handler that no bundle exports',
      node(),
      esbuild,
      files,
      /there is no handler index\.handler: index\.js exports main/,
    ],
    [
      'a handler whose file is not there',
      node({ handler: 'app.handler' }),
      '',
      files,
      /there is no handler app\.handler: .* has no app with one of the endings/,
    ],
    [
      'a handler that names no export',
      node({ handler: 'index' }),
      '',
      files,
      /does not name a module and its export/,
    ],
    [
      'a handler in Python that is not there',
      '{ Runtime: python3.13, CodeUri: app, Handler: main.go }',
      '',
      { 'app/main.py': 'def handler(): pass' },
      /main\.py does not name go/,
    ],
    ['a directory that is not there', node({ code: 'src' }), '', files, /there is no src/],
    ['a directory outside', node({ code: '../' }), '', files, /\.\.\/ lies outside of .*--root/],
    [
      'a directory outside that does not exist',
      node({ code: '../../nowhere-at-all' }),
      '',
      files,
      /lies outside of/,
    ],
    ['an absolute path', node({ code: '/etc' }), '', files, /\/etc lies outside of/],
    [
      'a file that is no archive',
      node({ code: 'app/index.js' }),
      '',
      files,
      /neither a directory nor a zip archive/,
    ],
    [
      'an entry point that is not there',
      node(),
      '{ BuildMethod: esbuild, BuildProperties: { EntryPoints: [app.ts] } }',
      files,
      /there is no entry point app\.ts/,
    ],
    [
      'a syntax error',
      node(),
      '',
      { 'app/index.js': 'exports.handler = (' },
      /does not compile:[\s\S]*index\.js:1:19/,
    ],
    [
      'a package that is nowhere',
      node(),
      '',
      { 'app/index.mjs': "import 'lost-package'; export const handler = 1;" },
      /Could not resolve "lost-package"[\s\S]*Install lost-package/,
    ],
    [
      'a runtime of its own without bootstrap',
      '{ Runtime: provided.al2023, CodeUri: app, Handler: x }',
      '',
      files,
      /has no program bootstrap/,
    ],
    [
      'inline code in another language',
      '{ Runtime: provided.al2023, InlineCode: x, Handler: x }',
      '',
      files,
      /code in the template is JavaScript or Python/,
    ],
  ];

  it.each(bad)('%s', async (_, properties, metadata, written, message) => {
    write(written);
    await expect(filesOf(functionWith(properties, metadata))).rejects.toThrow(message);
  });

  it('a link that leads out of the directory', async () => {
    write(files);
    symlinkSync('/etc', join(folder, 'out'));
    await expect(filesOf(functionWith(node({ code: 'out' })))).rejects.toThrow(/outside/);
  });
});

it('code from further up is taken when the root says so', async () => {
  write({ 'app/index.js': 'exports.handler = () => 1;', 'infra/template.yaml': '' });
  const made = functionWith(node({ code: '../app' }));
  const { zip } = await packageFunction(made, { templateDirectory: join(folder, 'infra'), root: folder });
  expect(Object.keys(unzipSync(zip))).toEqual(['index.js']);
});

it('an archive goes as it is', async () => {
  const archive = zipSync({ 'index.js': new Uint8Array([49]) });
  writeFileSync(join(folder, 'app.zip'), archive);
  const made = functionWith(node({ code: 'app.zip' }));
  const { zip } = await packageFunction(made, { templateDirectory: folder, root: folder });
  expect(Buffer.from(zip).equals(Buffer.from(archive))).toBe(true);
});

it('inline code that imports packages brings them along', async () => {
  write({ 'node_modules/word/index.js': "exports.word = 'inside';" });
  const made = functionWith(
    `{ Runtime: nodejs24.x, Handler: index.handler, InlineCode: "const { word } = require('word'); exports.handler = async () => word;" }`,
  );
  const files = await filesOf(made);
  expect(files['index.js']).toContain('inside');
});
