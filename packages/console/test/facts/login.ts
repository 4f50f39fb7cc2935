import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consoleDirectory } from '@perdure/console';
import { makeAdministrator, type RunningServer, startServer } from '@perdure/server';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Scene } from '../world/scene.ts';

const FORBIDDEN = '403 (Forbidden)';

export function loginFacts(scene: Scene): void {
  let directory: string;
  let server: RunningServer;
  let key: { id: string; secret: string };

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'perdure-console-login-'));
    const made = await makeAdministrator({ directory, userName: 'margaret' });
    if (!made.ok) throw new Error(made.refusal.message);
    key = { id: made.value.accessKeyId, secret: made.value.secretAccessKey };
    server = await startServer({
      directory,
      port: 0,
      console: consoleDirectory,
      log: pino({ enabled: false }),
    });
  });
  afterAll(async () => {
    await server?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const open = async (path: string) => {
    scene.allow(FORBIDDEN);
    const page = await scene.open('/settings');
    await page.goto(`${server.endpoint}/perdure/console${path}`);
    return page;
  };
  const logIn = async (page: Awaited<ReturnType<typeof open>>, secret: string): Promise<void> => {
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Access key id' }).fill(key.id);
    await dialog.getByLabel('Secret access key').fill(secret);
    await dialog.getByRole('button', { name: 'Log in' }).click();
  };

  test('a server with credentials asks for a key, says when it is wrong, and knows who has come', async () => {
    const page = await open('/settings');
    await page.getByRole('dialog', { name: 'Log in to Perdure' }).waitFor();
    await logIn(page, 'not the secret');
    await page.getByRole('dialog').getByText(/key/).first().waitFor();
    await logIn(page, key.secret);
    await page
      .getByRole('main')
      .getByText(/user\/margaret/)
      .waitFor();
    await page.getByRole('button', { name: 'margaret' }).first().click();
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await page.getByRole('dialog', { name: 'Log in to Perdure' }).waitFor();
  });

  test('a link logs in once, and leaves the address', async () => {
    const page = await open('/settings');
    await page.context().clearCookies();
    await page.goto(server.loginLink());
    await page.getByText('No functions yet').waitFor();
    expect(new URL(page.url()).hash).toBe('');
  });

  test('a login that has ended is asked for again, over the page with what was typed', async () => {
    const page = await open('/settings');
    await page.context().clearCookies();
    await page.goto(server.loginLink());
    const search = page.getByPlaceholder('Search functions');
    await search.fill('half a word');
    await page.context().clearCookies();
    await page.getByRole('dialog', { name: 'Your login has expired' }).waitFor();
    await logIn(page, key.secret);
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await search.inputValue()).toBe('half a word');
  });
}
