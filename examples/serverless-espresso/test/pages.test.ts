// One order in three windows of a real browser: a phone, the counter, the big screen; and then in the console.

import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LiveHub } from '../app/live-hub.ts';
import { PageServer } from '../app/page-server.ts';
import { ShopSession } from './shop-session.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const ACTION_MILLIS = 60_000;

describe.skipIf(!existsSync(CHROMIUM) && process.env.CI === undefined)('the pages', () => {
  let shop: ShopSession;
  let hub: LiveHub;
  let pages: PageServer;
  let browser: Browser;

  beforeAll(async () => {
    hub = await LiveHub.open();
    shop = await ShopSession.open([`LiveUrl=${hub.publishUrl}`, 'AnswerSeconds=120']);
    pages = await PageServer.open({ apiUrl: shop.apiUrl, hub, host: '127.0.0.1', port: 0 });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.[Symbol.asyncDispose]();
    await shop?.[Symbol.asyncDispose]();
    await hub?.[Symbol.asyncDispose]();
  });

  const open = async (path: string, size = { width: 1200, height: 800 }): Promise<Page> => {
    const page = await browser.newPage({ viewport: size });
    page.setDefaultTimeout(ACTION_MILLIS);
    await page.goto(path.startsWith('http') ? path : `http://127.0.0.1:${pages.port}${path}`);
    return page;
  };
  const orderOn = async (phone: Page, name: string, drink: string): Promise<void> => {
    await phone.getByRole('radio', { name: drink }).check();
    await phone.getByLabel('Name to call').fill(name);
    await phone.getByRole('button', { name: 'Order', exact: true }).click();
  };

  it('take an order from the phone to the counter and to the display, and the console has its execution', async () => {
    const [display, barista] = [await open('/display'), await open('/barista')];
    const scanned = await display.locator('#code[src]').getAttribute('src');
    const phone = await open(new URL(`http://shop${scanned}`).searchParams.get('text') ?? '', {
      width: 390,
      height: 800,
    });
    await orderOn(phone, 'Grace', 'flat white');
    await phone.getByRole('status').getByText('In the queue').waitFor();
    await phone.getByRole('button', { name: 'Order', exact: true }).waitFor({ state: 'hidden' });
    await barista.locator('#queued').getByText('for Grace').waitFor();
    await display.locator('#coming').getByText('Grace').waitFor();
    await barista.locator('#queued').getByRole('button', { name: 'Accept' }).click();
    await phone.getByRole('status').getByText('It is being made').waitFor();
    await barista.locator('#accepted').getByRole('button', { name: 'Complete' }).click();
    await phone.getByRole('status').getByText('It is ready. Enjoy! Paid: 3.80 €.').waitFor();
    await display.locator('#ready').getByText('Grace').waitFor();
    const workflow = shop.functionName('OrderWorkflow');
    const inConsole = await open(`${shop.endpoint}/perdure/console/functions/${workflow}`);
    await inConsole.locator('a[href*="/executions/arn"]').first().click();
    await inConsole
      .getByRole('row', { name: /acceptance/ })
      .first()
      .waitFor();
  });

  it('let a customer cancel, and say why an order ended', async () => {
    const phone = await open('/order', { width: 390, height: 800 });
    await orderOn(phone, 'Linus', 'tea');
    await phone.getByRole('status').getByText('In the queue').waitFor();
    await phone.getByRole('button', { name: 'Cancel the order' }).click();
    await phone.getByRole('status').getByText('The customer cancelled.').waitFor();
    await phone.getByRole('button', { name: 'Order again' }).click();
    await phone.getByRole('button', { name: 'Order', exact: true }).waitFor();
  });

  it('show what people type as text, whatever it is', async () => {
    const barista = await open('/barista');
    const phone = await open('/order');
    await orderOn(phone, '<img src=x onerror=alert(1)>', 'latte');
    await barista.locator('#queued').getByText('for <img src=x onerror=alert(1)>').waitFor();
    expect(await barista.locator('#queued img').count()).toBe(0);
  });
});
