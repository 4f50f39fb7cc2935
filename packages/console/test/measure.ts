// `npm run console:measure`: how long a user waits for a page, from the address to the first row, with nothing kept by the
// browser from before. The median of several visits.

import type { Page } from 'playwright-core';
import { TestBrowser } from './world/browser.ts';
import { openCoffeeShop } from './world/coffee-shop.ts';
import { World } from './world/world.ts';

const visits = 7;
const executionsCount = 300;
const BYTES_PER_KIB = 1024;

const world = await World.start();
const browser = await TestBrowser.start();
try {
  const shop = await openCoffeeShop(world);
  await world.deploy('crowd');
  const crowd = await world.run('crowd', { batches: 29, size: 100 }, { name: 'rush-hour' });
  for (let index = 0; index < executionsCount; index += 1)
    await world.start('greet', { who: `guest ${index}` });
  await report('functions', '/functions', (page) => page.getByRole('link', { name: 'greet', exact: true }));
  await report('all executions', '/executions', (page) => page.getByRole('row').nth(1));
  await report('an execution with 42 operations', `/executions/${shop.everything}`, (page) =>
    page.getByRole('row', { name: /open the door/ }),
  );
  await report('an execution with 2,929 operations', `/executions/${crowd}?tab=timeline`, (page) =>
    page.getByRole('row', { name: /batch 0/ }),
  );
} finally {
  await browser.close();
  await world.close();
}

async function report(name: string, path: string, firstRow: (page: Page) => ReturnType<Page['getByRole']>) {
  const [cold, warm] = [await medianOf(path, firstRow, true), await medianOf(path, firstRow, false)];
  console.log(
    `${name}: ${cold.millis} ms with nothing kept (${Math.round(cold.bytes / BYTES_PER_KIB)} KiB sent), ${warm.millis} ms after that`,
  );
}

async function medianOf(
  path: string,
  firstRow: (page: Page) => ReturnType<Page['getByRole']>,
  isCold: boolean,
) {
  const times: number[] = [];
  let bytes = 0;
  for (let visit = 0; visit < visits; visit += 1) {
    const { page, close } = await browser.visit();
    const network = await page.context().newCDPSession(page);
    await network.send('Network.enable');
    if (isCold) await network.send('Network.clearBrowserCache');
    bytes = 0;
    network.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    const began = performance.now();
    await page.goto(world.page(path), { waitUntil: 'commit' });
    await firstRow(page).waitFor();
    times.push(performance.now() - began);
    await close();
  }
  return {
    millis: Math.round(times.sort((left, right) => left - right)[Math.floor(visits / 2)] ?? 0),
    bytes,
  };
}
