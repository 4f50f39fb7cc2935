import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consoleDirectory } from '@perdure/console';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { pageSizeDefault } from '../../src/executions/page-size.ts';
import { awayProblems } from '../world/browser.ts';
import type { Scene } from '../world/scene.ts';

const changesPerRound = 120;
const roundsOfVisits = 4;
/** A page at rest has a third more of them or less, by what it has just done: 253 to 362 in sixteen rounds, without any trend. */
const listenersGrowthMax = 2;
const BYTES_PER_MIB = 1024 * 1024;

export function liveFacts(scene: Scene): void {
  test('a list that hundreds of executions pass through holds no more afterwards than before', async () => {
    const page = await scene.open('/functions/greet?tab=executions&name=passer-by');
    await page.getByText('Live', { exact: true }).waitFor();
    const pass = async (round: number): Promise<Held> => {
      const names = Array.from({ length: changesPerRound }, (_, index) => `passer-by-${round}-${index}`);
      await Promise.all(names.map((name) => scene.world.run('greet', { who: name }, { name })));
      // The page holds the newest, and all that was told of them has arrived.
      const shown = () => page.getByRole('link', { name: /^passer-by-/ }).allTextContents();
      const inRound = async () => Map.groupBy(await shown(), (name) => name.split('-', 3).join('-'));
      await expect
        .poll(async () => [...(await inRound())].map(([name, links]) => [name, links.length]))
        .toEqual([[`passer-by-${round}`, pageSizeDefault]]);
      await expect.poll(() => page.getByText('Running', { exact: true }).count()).toBe(0);
      return heldBy(page);
    };
    const before = await pass(1);
    await pass(2);
    const after = await pass(3);
    expect(after.nodes).toBeLessThanOrEqual(before.nodes * 1.1);
    expect(after.listeners).toBeLessThanOrEqual(before.listeners * listenersGrowthMax);
    expect(after.bytes - before.bytes).toBeLessThan(2 * BYTES_PER_MIB);
  });

  test('a visitor who goes through all pages again and again leaves nothing behind in the browser', async () => {
    const page = await scene.open('/functions');
    const main = page.getByRole('main');
    const goAround = async (): Promise<void> => {
      await page.getByRole('link', { name: 'order', exact: true }).click();
      await main.getByRole('link', { name: 'order-A-20417' }).click();
      await main.getByText('Waits for 1 callback').waitFor();
      for (const tab of ['Timeline', 'Graph', 'Event history', 'Logs']) {
        await page.getByRole('tab', { name: new RegExp(tab) }).click();
      }
      await main
        .getByText(/asking the payment provider/)
        .first()
        .waitFor();
      await page.getByRole('link', { name: 'All executions' }).click();
      await main.getByRole('row', { name: /greet/ }).first().waitFor();
      await page.getByRole('link', { name: 'Callbacks' }).click();
      await main.getByRole('heading', { name: 'Callbacks' }).waitFor();
      await page.getByRole('link', { name: 'Settings' }).click();
      await main.getByText('Limits').waitFor();
      await page.getByRole('link', { name: 'Functions', exact: true }).first().click();
      await main.getByRole('link', { name: 'order', exact: true }).waitFor();
    };
    await goAround();
    const before = await heldBy(page);
    for (let round = 0; round < roundsOfVisits; round += 1) await goAround();
    const after = await heldBy(page);
    expect(after.nodes).toBeLessThanOrEqual(before.nodes * 1.1);
    expect(after.listeners).toBeLessThanOrEqual(before.listeners * listenersGrowthMax);
    // The code of pages, too, is made when they are used often: two MiB, and no more after ten rounds.
    expect(after.bytes - before.bytes).toBeLessThan(5 * BYTES_PER_MIB);
  });

  test('a page that slept for a day shows the present as soon as it wakes, and what happened meanwhile', async () => {
    const order = { orderId: 'G-1', customer: 'Grace', drinks: [] };
    const arn = await scene.world.start('order', order, { name: 'order-G-1' });
    const page = await scene.open('/settings');
    await page.clock.install();
    await page.goto(scene.world.page(`/executions/${arn}?tab=timeline`));
    await page.getByText('Waits for 1 callback').waitFor();
    await page.clock.fastForward('24:00:00');
    await page.getByText(/since 1 day ago/).waitFor();
    await page.locator('.now-line').waitFor({ state: 'attached' });
    await expect.poll(() => page.locator('.now-line').getAttribute('style')).toBe('left: 100%;');
    await scene.world.stop(arn, 'NextDay', 'The shop has opened again');
    await page.clock.runFor(5000);
    await page.getByText('NextDay: The shop has opened again').first().waitFor();
    await page.getByText('Waits for 1 callback').waitFor({ state: 'detached' });
  });

  test('a page that is open while the server restarts says so, keeps what was typed, and goes on by itself', async () => {
    for (const problem of awayProblems) scene.allow(problem);
    const page = await scene.open(`/executions/${scene.shop.waiting}`);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Answer barista' }).first().click();
    await page.getByRole('menuitem', { name: 'Send success' }).click();
    const result = page.getByRole('dialog').getByRole('textbox', { name: 'Result' });
    await result.fill('{"barista": "Frances"}');
    const others = await typeElsewhere(scene);
    const resume = await scene.world.pause();
    await page.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('dialog').getByText('The server does not answer. It may be restarting.').waitFor();
    await page.getByText('The server does not answer', { exact: true }).waitFor({ state: 'attached' });
    expect(await result.inputValue()).toBe('{"barista": "Frances"}');
    await others.list.getByText('The server does not answer', { exact: true }).waitFor({ state: 'attached' });
    await resume();
    await others.list.getByText('The server does not answer', { exact: true }).waitFor({ state: 'detached' });
    for (const [field, text] of others.typed) expect(await field.inputValue()).toBe(text);
    await page.getByText('The server does not answer', { exact: true }).waitFor({ state: 'detached' });
    await page.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click();
    await page
      .getByRole('row', { name: /cool down/ })
      .getByText('Succeeded')
      .waitFor();
    await page.getByText('Succeeded', { exact: true }).first().waitFor();
  });

  test('a page of the console before an update says that there is another one, and leads to it', async () => {
    for (const problem of [...awayProblems, '404 (Not Found)', 'Refused to apply style'])
      scene.allow(problem);
    const updated = updatedConsole();
    try {
      const page = await scene.open('/functions', { isNew: true });
      await page.getByRole('link', { name: 'greet', exact: true }).waitFor();
      const resume = await scene.world.pause();
      await resume(updated);
      await page.getByRole('link', { name: 'Settings' }).click();
      await page.getByText('The server has another console now').waitFor();
      await page.getByRole('button', { name: 'Load it again' }).click();
      await page.getByText('Appearance').waitFor();
    } finally {
      rmSync(updated, { recursive: true });
    }
  });
}

interface OtherForms {
  list: Page;
  typed: [field: Locator, text: string][];
}

/** Pages on which something is typed and not sent yet. */
async function typeElsewhere(scene: Scene): Promise<OtherForms> {
  const test = await scene.open('/functions/order?tab=test');
  const list = await scene.open('/executions?name=order-A-2041&order=oldest');
  await list.getByRole('button', { name: 'Saved views' }).click();
  await list.getByRole('menuitem', { name: 'Save as a view' }).click();
  const typed: OtherForms['typed'] = [
    [test.getByRole('textbox', { name: 'Event JSON' }), '{"orderId": "H-'],
    [test.getByRole('textbox', { name: 'Event name' }), 'an order of'],
    [test.getByRole('textbox', { name: 'Durable execution name' }), 'order-H-'],
    [list.getByRole('dialog').getByRole('textbox', { name: 'Name' }), 'the first or'],
  ];
  for (const [field, text] of typed) await field.fill(text);
  return { list, typed };
}

interface Held {
  bytes: number;
  nodes: number;
  listeners: number;
}

/** What the page holds after the garbage is gone. */
async function heldBy(page: Page): Promise<Held> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  for (let round = 0; round < 3; round += 1) await devtools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devtools.send('Performance.getMetrics');
  await devtools.detach();
  const metric = (wanted: string): number => metrics.find(({ name }) => name === wanted)?.value ?? 0;
  return {
    bytes: metric('JSHeapUsedSize'),
    nodes: metric('Nodes'),
    listeners: metric('JSEventListeners'),
  };
}

/** The console as a later release would be: the same pages in files with other names. */
function updatedConsole(): string {
  const folder = mkdtempSync(join(tmpdir(), 'perdure-console-updated-'));
  const names = readdirSync(join(consoleDirectory, 'assets')).filter((name) => !name.endsWith('.gz'));
  mkdirSync(join(folder, 'assets'));
  for (const path of ['index.html', ...names.map((name) => `assets/${name}`)]) {
    const bytes = readFileSync(join(consoleDirectory, path));
    const renamed = path.replace('assets/', 'assets/new-');
    const isText = /\.(html|js|css)$/.test(path);
    writeFileSync(join(folder, renamed), isText ? renamedIn(bytes.toString(), names) : bytes);
  }
  return folder;
}

const renamedIn = (text: string, names: readonly string[]): string =>
  names.reduce((all, name) => all.replaceAll(name, `new-${name}`), text);
