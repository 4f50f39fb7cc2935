// `npm run console:measure`: how long a user waits for a page: from the address to the first rows, and until the page can be
// used; what it costs the page's main thread; and what is sent. Medians of several visits. Then how fluid a large one stays.

import type { Page } from 'playwright-core';
import { measureFluidity } from './fluidity.ts';
import { TestBrowser } from './world/browser.ts';
import { openCoffeeShop } from './world/coffee-shop.ts';
import { World } from './world/world.ts';

const visits = 7;
const executionsCount = 300;
const BYTES_PER_KIB = 1024;
const MILLIS_PER_SECOND = 1000;
const listRow = 'tbody tr a';
const treeRow = '.tree-row:not(.tree-header)';

/** Milliseconds and bytes. */
interface Waited {
  rowsSeen: number;
  usable: number;
  mainThread: number;
  bytes: number;
}

const world = await World.start();
const browser = await TestBrowser.start();
try {
  const shop = await openCoffeeShop(world);
  await world.deploy('crowd');
  const crowd = await world.run('crowd', { batches: 29, size: 100 }, { name: 'rush-hour' });
  for (let index = 0; index < executionsCount; index += 1)
    await world.start('greet', { who: `guest ${index}` });
  await report('functions', '/functions', listRow);
  await report('all executions', '/executions', listRow);
  await report('executions of a function', '/functions/greet?tab=executions', listRow);
  await report('an execution with 42 operations', `/executions/${shop.everything}`, treeRow);
  await report('an execution with 2,929 operations', `/executions/${crowd}?tab=timeline`, treeRow);
  await measureFluidity(world, browser);
} finally {
  await browser.close();
  await world.close();
}

async function report(name: string, path: string, row: string): Promise<void> {
  // Once for nothing: the first visit of all starts what later ones find.
  await visit(path, row, false);
  for (const isCold of [true, false]) {
    const waited: Waited[] = [];
    for (let index = 0; index < visits; index += 1) waited.push(await visit(path, row, isCold));
    const median = (of: keyof Waited): number => {
      const sorted = waited.map((one) => one[of]).sort((left, right) => left - right);
      return Math.round(sorted[Math.floor(visits / 2)] ?? 0);
    };
    console.log(
      `${name}, ${isCold ? 'nothing kept' : 'again'}: rows after ${median('rowsSeen')} ms, usable after ${median('usable')} ms, ` +
        `${median('mainThread')} ms of the main thread, ${Math.round(median('bytes') / BYTES_PER_KIB)} KiB sent`,
    );
  }
}

async function visit(path: string, row: string, isCold: boolean): Promise<Waited> {
  const { page, close } = await browser.visit();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  if (isCold) await devtools.send('Network.clearBrowserCache');
  let bytes = 0;
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.addInitScript(watching(row));
  const began = performance.now();
  await page.goto(world.page(path), { waitUntil: 'commit' });
  const begun = began + performance.timeOrigin;
  const [rowsSeen, usable] = await watched(page);
  const { metrics } = await devtools.send('Performance.getMetrics');
  const taskSeconds = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  await close();
  return {
    rowsSeen: rowsSeen - begun,
    usable: usable - begun,
    mainThread: taskSeconds * MILLIS_PER_SECOND,
    bytes,
  };
}

function watched(page: Page): Promise<[rowsSeen: number, usable: number]> {
  return page.evaluate('watched');
}

/** Answers, as epoch milliseconds, when a row had been painted, and when one had been that belongs to the page itself. */
function watching(row: string): string {
  return `
  window.watched = new Promise((resolve) => {
    const painted = () => new Promise((done) => requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done(performance.timeOrigin + performance.now());
      port2.postMessage(undefined);
    }));
    let seen;
    const observer = new MutationObserver(() => {
      if (document.querySelector(${JSON.stringify(row)}) !== null) seen ??= painted();
      if (document.querySelector('#content ' + ${JSON.stringify(row)}) === null) return;
      observer.disconnect();
      resolve(Promise.all([seen, painted()]));
    });
    observer.observe(document, { childList: true, subtree: true });
  });`;
}
