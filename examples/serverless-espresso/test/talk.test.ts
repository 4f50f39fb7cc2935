// The console with the shop's data, as the talk shows it: many orders under way, one that its customer called off, the version
// that all of them run on, and one that waits for the barista.

import { existsSync } from 'node:fs';
import {
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LiveHub } from '../app/live-hub.ts';
import { ShopSession } from './shop-session.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const ACTION_MILLIS = 60_000;
const RELEASES = 99;
const customers = ['Ada', 'Grace', 'Edsger', 'Barbara', 'Donald', 'Margaret', 'Alan', 'Frances'];

describe.skipIf(!existsSync(CHROMIUM) && process.env.CI === undefined)('the console in the talk', () => {
  let shop: ShopSession;
  let hub: LiveHub;
  let browser: Browser;
  let page: Page;
  let workflow: string;
  const orders = new Map<string, string>();

  beforeAll(async () => {
    hub = await LiveHub.open();
    shop = await ShopSession.open([`LiveUrl=${hub.publishUrl}`, 'AnswerSeconds=3600', 'Capacity=20']);
    workflow = shop.functionName('OrderWorkflow');
    await releaseOften(shop, workflow);
    const queued = ordersThat(hub, 'ORDER_QUEUED', customers.length);
    for (const customer of customers) orders.set(customer, await place(shop, customer));
    await queued;
    const cancelled = ordersThat(hub, 'ORDER_CANCELLED', 1);
    await ask(shop, `/orders/${orders.get('Grace')}/cancel`, {
      by: 'Grace',
      reason: 'My train leaves',
    });
    await cancelled;
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(ACTION_MILLIS);
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.[Symbol.asyncDispose]();
    await hub?.[Symbol.asyncDispose]();
  });

  const open = async (path: string): Promise<void> => {
    await page.goto(`${shop.endpoint}/perdure/console${path}`);
  };
  const executions = () => page.locator('a[href*="/executions/arn"]');

  it('shows many orders that run, all of them on version 99', async () => {
    await open(`/functions/${workflow}?tab=executions&status=RUNNING`);
    const rows = page.getByRole('row', { name: new RegExp(` Running .* ${RELEASES}$`) });
    await rows.nth(customers.length - 2).waitFor();
    expect(await executions().count()).toBe(customers.length - 1);
  });

  it('finds the order that its customer called off, with what was ordered, what came of it, and why', async () => {
    await open(`/functions/${workflow}?tab=executions&status=SUCCEEDED`);
    await executions().click();
    await page.getByRole('tab', { name: 'Input/Output' }).click();
    await page.getByRole('region', { name: 'Input' }).getByText('"attendee": "Grace"').waitFor();
    const output = page.getByRole('region', { name: 'Output' });
    await output.getByText('"status": "CANCELLED"').waitFor();
    expect(await output.innerText()).toContain('"reason": "My train leaves"');
    expect(await output.innerText()).toContain('"endedBy": "Grace"');
  });

  it('has the version with what still runs on it, and an order that waits for the barista', async () => {
    await open(`/functions/${workflow}?tab=versions`);
    await page.getByRole('row', { name: new RegExp(`^${RELEASES} live`) }).waitFor();
    await open('/callbacks');
    const waiting = page.getByRole('row', { name: /^acceptance / });
    await waiting.nth(customers.length - 2).waitFor();
    await waiting.first().getByRole('link', { name: 'acceptance' }).click();
    await page.getByText('Waits for 1 callback').waitFor();
    await page
      .getByRole('row', { name: /acceptance/ })
      .first()
      .waitFor();
  });
});

/** The shop has been released often: its alias leads to the newest of many versions. */
async function releaseOften({ lambda }: ShopSession, FunctionName: string): Promise<void> {
  let newest = '1';
  for (let release = 2; Number(newest) < RELEASES; release += 1) {
    const Description = `Release ${release}`;
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Description }));
    newest = (await lambda.send(new PublishVersionCommand({ FunctionName }))).Version ?? '';
  }
  await lambda.send(new UpdateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: newest }));
}

async function ask(shop: ShopSession, path: string, body: object): Promise<Record<string, string>> {
  const answer = await fetch(`${shop.apiUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return (await answer.json()) as Record<string, string>;
}

const place = async (shop: ShopSession, attendee: string): Promise<string> =>
  (await ask(shop, '/orders', { attendee, drink: 'flat-white', size: 'small', extras: [] })).orderId ?? '';

/** Resolves when so many orders have come to that. */
function ordersThat(hub: LiveHub, type: string, count: number): Promise<void> {
  return new Promise((resolve) => {
    let heard = 0;
    const stop = hub.watch((event) => {
      if (event.type !== type) return;
      heard += 1;
      if (heard < count) return;
      stop();
      resolve();
    });
  });
}
