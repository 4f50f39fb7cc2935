// Archives come from anybody. A bug here lets one write outside its folder, fill memory or disk, or crash the server.

import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UnpackedCode } from './unpacked-code.ts';
import { BadArchive, ZipArchive } from './zip-archive.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('reading', () => {
  test('stored and deflated entries are read back', async () => {
    const files = { 'a.txt': text('short'), 'folder/b.txt': text('long '.repeat(1000)) };
    for (const level of [0, 6] as const) {
      const archive = new ZipArchive(zipSync(files, { level }));
      for (const entry of archive.entries.filter((one) => !one.isFolder)) {
        expect(await archive.content(entry)).toEqual(Buffer.from(files[entry.path as keyof typeof files]));
      }
    }
  });

  test.each(['../up', 'a/../../up', '/absolute', 'a\\b', 'c:/x', 'a//b', './a', 'a\0b'])(
    'the path %j is refused',
    (path) => {
      expect(() => new ZipArchive(zipSync({ [path]: text('x') }))).toThrow(BadArchive);
    },
  );

  test('a symbolic link is refused', () => {
    const mode = 0o120777 << 16;
    const archive = zipSync({ link: [text('/etc/passwd'), { os: 3, attrs: mode }] });
    expect(() => new ZipArchive(archive)).toThrow(/link/);
  });

  test('an archive that announces more than is accepted is refused before it is inflated', () => {
    const archive = zipSync({ 'a.txt': text('x') });
    const directory = Buffer.from(archive).indexOf(Buffer.from('504b0102', 'hex'));
    new DataView(archive.buffer, archive.byteOffset).setUint32(directory + 24, 300 * 1024 * 1024, true);
    expect(() => new ZipArchive(archive)).toThrow(/at most/);
  });

  test('an entry that inflates to more than it announces is refused', async () => {
    const archive = zipSync({ 'a.txt': text('bomb '.repeat(10_000)) });
    const directory = Buffer.from(archive).indexOf(Buffer.from('504b0102', 'hex'));
    new DataView(archive.buffer, archive.byteOffset).setUint32(directory + 24, 10, true);
    const damaged = new ZipArchive(archive);
    const [entry] = damaged.entries;
    if (entry) await expect(damaged.content(entry)).rejects.toThrow(BadArchive);
  });

  test('whatever the bytes are, they are read or refused', async () => {
    const whole = zipSync({ 'a.txt': text('some text'), 'b/c.txt': text('other '.repeat(50)) });
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(damage, fc.nat(whole.length), async (changes, length) => {
        const bytes = whole.slice(0, length || whole.length);
        for (const [index, byte] of changes) if (index < bytes.length) bytes[index] = byte;
        try {
          const archive = new ZipArchive(bytes);
          for (const entry of archive.entries) await archive.content(entry);
        } catch (error) {
          expect(error).toBeInstanceOf(BadArchive);
        }
      }),
      { numRuns: 300, seed: 17 },
    );
  });
});

describe('unpacking', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'perdure-code-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const hash = 'qrs=';

  test('code is unpacked once, whole, with its executables', async () => {
    let reads = 0;
    const archive = zipSync({
      'bin/bootstrap': [text('#!/bin/sh\necho started'), { os: 3, attrs: 0o100755 << 16 }],
      'index.mjs': text('1'),
    });
    const read = async (): Promise<Uint8Array> => {
      reads += 1;
      return archive;
    };
    const code = new UnpackedCode(join(folder, 'code'), read);
    const [first, second] = await Promise.all([code.directory(hash), code.directory(hash)]);
    expect(second).toBe(first);
    expect(await new UnpackedCode(join(folder, 'code'), read).directory(hash)).toBe(first);
    expect(reads).toBe(1);
    expect(await readFile(join(first, 'index.mjs'), 'utf8')).toBe('1');
    expect((await stat(join(first, 'index.mjs'))).mode & 0o777).toBe(0o444);
    expect(execFileSync(join(first, 'bin/bootstrap'), { encoding: 'utf8' })).toBe('started\n');
    expect(await readdir(join(folder, 'code'))).toEqual(['aabb', 'package.json']);
  });

  test('what could not be unpacked leaves nothing, and is tried again', async () => {
    const good = zipSync({ 'a.txt': text('content') }, { level: 0 });
    const bad = good.slice();
    bad[Buffer.from(bad).indexOf('content')] = 0;
    let archive: Uint8Array | undefined;
    const code = new UnpackedCode(folder, async () => archive);
    await expect(code.directory(hash)).rejects.toThrow(BadArchive);
    archive = bad;
    await expect(code.directory(hash)).rejects.toThrow(BadArchive);
    expect(await readdir(folder)).toEqual(['package.json']);
    archive = good;
    expect(await readFile(join(await code.directory(hash), 'a.txt'), 'utf8')).toBe('content');
  });
});
