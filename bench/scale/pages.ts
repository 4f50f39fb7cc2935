// The pages of the console in Chromium, on a small store and on a large one: from the address, or from a click, to what was
// asked for. Each figure is the median of several visits by a browser that has fetched the console before.

import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { ServerProcess } from '../../tools/server-process.ts';
import { median } from '../statistics.ts';
import { type Row, round } from '../table.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const VISITS = 5;
const VIEWPORT = { width: 1280, height: 900 };
/** The first script of the console draws rows to be read; those of the page itself can be operated, too. */
const firstRow = (page: Page): Locator => page.locator('tbody tr a').first();
const usableRow = (page: Page): Locator => page.locator('#content tbody tr a').first();

/** What a user asks for, and when it is there. */
interface Visit {
  path: string;
  /** When the page can be used; its time counts instead of that of the page. */
  click?(page: Page): Promise<unknown>;
}

const visits: Readonly<Record<string, Visit>> = {
  'the functions': { path: '/functions' },
  'a function': { path: '/functions/order' },
  'all executions': { path: '/executions' },
  'the next page of them': { path: '/executions', click: (page) => turnPage(page) },
  'those that failed': { path: '/executions?status=FAILED' },
  'by the beginning of a name': { path: '/executions?name=A-0000003' },
  'by the text of an error': { path: '/executions?error=paymentrefused' },
  'waiting for a callback over an hour': { path: '/executions?waiting=callback&waiting-minutes=60' },
  'the oldest': { path: '/executions?order=oldest' },
  'all callbacks': { path: '/callbacks' },
  'from the list to an execution': { path: '/executions?order=oldest', click: (page) => openExecution(page) },
};

export async function measurePages(few: string, many: string): Promise<Row[]> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const [small, large] = [await measureStore(browser, few), await measureStore(browser, many)];
    return Object.keys(visits).map((name) => ({
      page: name,
      'ms with few': round(small.get(name) ?? 0, 0),
      'with many': round(large.get(name) ?? 0, 0),
    }));
  } finally {
    await browser.close();
  }
}

async function measureStore(browser: Browser, directory: string): Promise<Map<string, number>> {
  const server = await ServerProcess.start(directory);
  const context = await browser.newContext({ viewport: VIEWPORT });
  try {
    const figures = new Map<string, number>();
    for (const [name, visit] of Object.entries(visits)) {
      const millis: number[] = [];
      // The first one fetches and compiles.
      for (let index = -1; index < VISITS; index += 1) {
        const page = await context.newPage();
        const taken = await timeOf(page, `${server.endpoint}/perdure/console`, visit);
        if (index >= 0) millis.push(taken);
        await page.close();
      }
      figures.set(name, median(millis));
    }
    return figures;
  } finally {
    await context.close();
    await server.stop();
  }
}

async function timeOf(page: Page, base: string, { path, click }: Visit): Promise<number> {
  let began = performance.now();
  await page.goto(`${base}${path}`, { waitUntil: 'commit' });
  await firstRow(page).waitFor();
  if (click !== undefined) {
    await usableRow(page).waitFor();
    began = performance.now();
    await click(page);
  }
  return performance.now() - began;
}

async function turnPage(page: Page): Promise<void> {
  const before = (await usableRow(page).textContent()) ?? '';
  await page.getByRole('button', { name: 'Next page' }).click();
  await page.locator('#content tbody').getByText(before, { exact: true }).waitFor({ state: 'detached' });
}

async function openExecution(page: Page): Promise<void> {
  await usableRow(page).click();
  await page.getByRole('row', { name: /reserve/ }).waitFor();
}
