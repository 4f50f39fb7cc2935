import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findSource } from './find-source.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perdure-source-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function files(...names: string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), '');
  }
}

describe('what perdure dev runs', () => {
  it('is the file that was named, under its own name', () => {
    files('order.ts', 'other.ts');
    expect(findSource(join(folder, 'order.ts'))).toMatchObject({ kind: 'handler', functionName: 'order' });
  });

  it.each(['shop/index.ts', 'shop/src/handler.mjs', 'shop/app.js'])(
    'is named after the folder when the file is %s',
    (name) => {
      files(name);
      expect(findSource(join(folder, 'shop'))).toMatchObject({ kind: 'handler', functionName: 'shop' });
    },
  );

  it('is the template that CDK has made', () => {
    files('cdk.out/Shop.template.json', 'cdk.out/manifest.json', 'index.ts');
    expect(findSource(join(folder, 'cdk.out'))).toMatchObject({ kind: 'template' });
  });

  it('is the template of a folder, whatever code lies beside it', () => {
    files('template.yaml', 'index.ts');
    expect(findSource(folder)).toEqual({ kind: 'template', file: join(folder, 'template.yaml') });
  });

  it('is the only file with code, tests and settings not counted', () => {
    files('order.ts', 'order.test.ts', 'vitest.config.ts', 'types.d.ts', 'notes.md');
    expect(findSource(folder)).toMatchObject({ functionName: 'order' });
  });

  it('cannot be chosen among several files: they are named', () => {
    files('order.ts', 'payment.ts');
    expect(() => findSource(folder)).toThrow(/several files with code[\s\S]*order\.ts[\s\S]*payment\.ts/);
  });

  it.each([
    ['an empty folder', '.', /no template and no code/],
    ['a path where nothing is', 'nothing.ts', /no file or folder/],
    ['a file that is neither', 'notes.md', /neither code .* nor a template/],
  ])('cannot be %s', (_what, name, message) => {
    if (name === 'notes.md') files(name);
    expect(() => findSource(join(folder, name))).toThrow(message);
  });
});
