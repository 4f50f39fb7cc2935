// How a page stays operable while an execution of thousands of operations happens in front of it, or is scrolled through:
// frames per second, and the longest time for which the page's main thread answered nobody.

import type { Page } from 'playwright-core';
import type { TestBrowser } from './world/browser.ts';
import type { World } from './world/world.ts';

const BATCHES = 29;
const SIZE = 100;
const PAGES_SCROLLED = 40;
const MILLIS_PER_SECOND = 1000;
const gateOf = (page: Page, name: string): Promise<void> =>
  page.locator('.link-button').getByText(name, { exact: true }).first().waitFor();

/** `crowd` has been deployed. Prints a line for each way to look at it. */
export async function measureFluidity(world: World, browser: TestBrowser): Promise<void> {
  for (const tab of ['operations', 'timeline']) {
    const crowd = { batches: BATCHES, size: SIZE, hasGates: true };
    const arn = await world.start('crowd', crowd, { name: `live-${tab}` });
    const { page, close } = await browser.visit();
    await page.goto(world.page(`/executions/${arn}?tab=${tab}`));
    await page.getByText('Live', { exact: true }).waitFor();
    await gateOf(page, 'first gate');
    const ended = await watch(page);
    await world.answer(arn);
    await gateOf(page, 'second gate');
    await world.answer(arn);
    await gateOf(page, 'last gate');
    print(`${tab}: ${BATCHES * (SIZE + 1)} operations go live`, await ended());
    const rows = page.getByRole('treegrid');
    await page.getByRole('button', { name: 'Unfold all' }).click();
    await rows.focus();
    const scrolled = await watch(page);
    for (let index = 0; index < PAGES_SCROLLED; index += 1) await page.keyboard.press('PageDown');
    print(`${tab}: ${PAGES_SCROLLED} times a page down`, await scrolled());
    await world.answer(arn);
    await close();
  }
}

interface Fluidity {
  millis: number;
  frames: number;
  longestMillis: number;
}

/** Counts from now on; what it answers ends the count. */
async function watch(page: Page): Promise<() => Promise<Fluidity>> {
  await page.evaluate(`
    window.fluid = { began: performance.now(), frames: 0, longestMillis: 0, isOver: false };
    (function frame() { if (!window.fluid.isOver) { window.fluid.frames += 1; requestAnimationFrame(frame); } })();
    window.fluid.tasks = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.fluid.longestMillis = Math.max(window.fluid.longestMillis, duration);
    });
    window.fluid.tasks.observe({ entryTypes: ['longtask'] });`);
  return () =>
    page.evaluate(`
      window.fluid.isOver = true;
      window.fluid.tasks.disconnect();
      ({ millis: performance.now() - window.fluid.began, frames: window.fluid.frames, longestMillis: window.fluid.longestMillis })`);
}

function print(what: string, { millis, frames, longestMillis }: Fluidity): void {
  const perSecond = Math.round((frames * MILLIS_PER_SECOND) / millis);
  // A task of less than 50 ms is not reported by browsers.
  const longest =
    longestMillis === 0 ? 'no task of 50 ms' : `the longest task ${Math.round(longestMillis)} ms`;
  console.log(`${what} in ${Math.round(millis)} ms: ${perSecond} frames a second, ${longest}`);
}
