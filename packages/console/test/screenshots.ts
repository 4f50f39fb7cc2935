// `npm run console:screenshots [-- <folder>]`: each page at both widths, and in dark colours, for somebody to look at.

import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type PageOptions, TestBrowser } from './world/browser.ts';
import { type CoffeeShop, openCoffeeShop } from './world/coffee-shop.ts';
import { World } from './world/world.ts';

const { positionals } = parseArgs({ allowPositionals: true });
const folder = resolve(positionals[0] ?? 'console-screenshots');
mkdirSync(folder, { recursive: true });

const looks: Record<string, PageOptions> = {
  wide: { height: 1100 },
  dark: { height: 1100, colorScheme: 'dark' },
  phone: { width: 390, height: 844 },
};

/** What is there when the page can be looked at, and a row that is selected then. */
type ShownPage = [path: string, ready: string, selected?: RegExp];

function pagesOf(shop: CoffeeShop, crowd: string): Record<string, ShownPage> {
  const everything = `/executions/${shop.everything}`;
  return {
    functions: ['/functions', 'greet'],
    'function-executions': ['/functions/order', 'order-A-20417'],
    'function-code': ['/functions/order?tab=code', 'use strict'],
    'function-test': ['/functions/order?tab=test', 'Event JSON'],
    'function-monitor': ['/functions/order?tab=monitor', 'Running now'],
    'function-logs': ['/functions/order?tab=logs', 'asking the payment provider'],
    'function-versions': ['/functions/greet?tab=versions', 'Published'],
    executions: ['/executions', 'monday-morning'],
    'executions-waiting': ['/executions?waiting=callback', 'order-A-20417'],
    'execution-operations': [everything, 'open the door'],
    'execution-details': [everything, 'open the door', /open the door/],
    'execution-logs': [`/executions/${shop.waiting}?tab=logs`, 'asking the payment provider'],
    'execution-timeline': [`${everything}?tab=timeline`, 'open the door'],
    'execution-graph': [`${everything}?tab=graph`, 'open the door'],
    'execution-events': [`${everything}?tab=events`, 'ExecutionStarted'],
    'execution-invocations': [`${everything}?tab=invocations`, 'which is what starting'],
    'execution-waiting': [`/executions/${shop.waiting}?tab=timeline`, 'charge'],
    'execution-cancelled': [`/executions/${shop.cancelled}`, 'CancelledByCustomer'],
    'execution-hostile': [`/executions/${shop.hostile}`, 'Failed'],
    'execution-crowd': [`/executions/${crowd}?tab=timeline`, 'batch 0'],
    callbacks: ['/callbacks', 'order-A-20417'],
    settings: ['/settings', 'Limits'],
  };
}

const world = await World.start();
const browser = await TestBrowser.start();
try {
  const shop = await openCoffeeShop(world);
  await world.deploy('crowd');
  const crowd = await world.run('crowd', { batches: 29, size: 100 }, { name: 'rush-hour' });
  for (const [look, options] of Object.entries(looks)) {
    const { page, close } = await browser.visit(options);
    for (const [name, [path, ready, selected]] of Object.entries(pagesOf(shop, crowd))) {
      await page.goto(world.page(path));
      await page.locator('#content').getByText(ready).first().waitFor({ state: 'attached' });
      if (selected !== undefined) {
        await page.getByRole('row', { name: selected }).click();
        await page.getByText('StepSucceeded').first().waitFor();
      }
      await page.screenshot({ path: join(folder, `${name}-${look}.png`) });
    }
    await close();
  }
  console.log(`The pages are in ${folder}`);
} finally {
  await browser.close();
  await world.close();
}
