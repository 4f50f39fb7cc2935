// The console's files over HTTP. A failure here is a page that browsers may be made to misuse, or one that is not found.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accepted } from '@perdure/protocol';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { buildApiServer } from '../api-server.ts';
import { addConsoleRoutes } from './console-routes.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perdure-console-routes-'));
  folders.push(folder);
});

function write(name: string, content: string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), content);
}

function serve() {
  const server = buildApiServer({
    apis: [],
    authorizer: { authorize: async () => accepted({ arn: 'arn:aws:iam::000000000000:root' }) },
    onFault: (fault) => {
      throw fault;
    },
  });
  addConsoleRoutes(server, folder);
  return (url: string, headers: Record<string, string> = {}) =>
    server.inject({ method: 'GET', url, headers });
}

describe('the console over HTTP', () => {
  beforeEach(() => {
    write('index.html', '<!doctype html>the page');
    write('assets/main-1a2b.js', 'the script');
    write('assets/main-1a2b.js.gz', 'the script, compressed');
    write('built-from', 'a hash');
  });

  test('every address of a page gets the page, with a policy that allows nothing from elsewhere', async () => {
    const get = serve();
    for (const url of [
      '/perdure/console',
      '/perdure/console/',
      '/perdure/console/executions/arn:aws:x/$LATEST.y/z?tab=a',
    ]) {
      const answer = await get(url);
      expect(answer.statusCode).toBe(200);
      expect(answer.body).toBe('<!doctype html>the page');
      expect(answer.headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
      });
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self';");
      expect(answer.headers['content-security-policy']).not.toContain('unsafe');
    }
  });

  test('a file with a hash in its name is kept for ever, and sent compressed to those who understand it', async () => {
    const get = serve();
    const plain = await get('/perdure/console/assets/main-1a2b.js');
    expect(plain.body).toBe('the script');
    expect(plain.headers['cache-control']).toContain('immutable');
    const compressed = await get('/perdure/console/assets/main-1a2b.js', { 'accept-encoding': 'gzip, br' });
    expect(compressed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
  });

  test('a file that is not there is not answered with the page, and none outside of the folder is reached', async () => {
    const get = serve();
    expect((await get('/perdure/console/assets/main-old.js')).statusCode).toBe(404);
    expect((await get('/perdure/console/built-from')).body).toBe('<!doctype html>the page');
    expect((await get('/perdure/console/..%2f..%2fetc/passwd')).body).toBe('<!doctype html>the page');
  });

  test('a browser that asks for the root is led to the console, a program is told that this is no API', async () => {
    const get = serve();
    const browser = await get('/', { accept: 'text/html,application/xhtml+xml' });
    expect(browser.statusCode).toBe(302);
    expect(browser.headers.location).toBe('/perdure/console/');
    const program = await get('/', { accept: '*/*' });
    expect(program.statusCode).toBe(404);
    expect(program.headers['x-amzn-errortype']).toBe('UnknownOperationException');
  });
});

test('a console that has not been built says how to build it, and is served as soon as it is', async () => {
  const get = serve();
  const before = await get('/perdure/console');
  expect(before.statusCode).toBe(404);
  expect(before.body).toContain('npm run console:build');
  write('index.html', 'the page');
  expect((await get('/perdure/console')).body).toBe('the page');
});
