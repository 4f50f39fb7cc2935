import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Scene } from '../world/scene.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds and calls serious or worse, with where. */
async function seriousFindings(page: Page, rules?: readonly string[]): Promise<string[]> {
  const only = rules === undefined ? '' : `, runOnly: ${JSON.stringify(rules)}`;
  await page.evaluate(`window.axe ?? (() => { ${axe} })()`);
  const found =
    await page.evaluate(`axe.run(document, { resultTypes: ['violations'], preload: false${only} }).then(({ violations }) =>
    violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, help, nodes }) => id + ': ' + help + ' ' + nodes.slice(0, 3).map(({ target, html }) => target + ' ' + html.slice(0, 160)).join(' | ')))`);
  return found as string[];
}

/** The page lays itself out anew some time after the window has changed its size. */
async function fitsTheWindow(page: Page, path: string): Promise<void> {
  const overflow = () =>
    page.evaluate('Math.max(0, document.documentElement.scrollWidth - window.innerWidth)');
  await expect.poll(async () => [path, await overflow()]).toEqual([path, 0]);
}

export function accessibilityFacts(scene: Scene): void {
  const pages = (): [path: string, ready: string | RegExp][] => [
    ['/functions', 'greet'],
    ['/functions/order', 'order-A-20417'],
    ['/functions/order?tab=test', 'Event JSON'],
    [`/executions/${scene.shop.everything}`, 'open the door'],
    [`/executions/${scene.shop.everything}?tab=timeline`, 'open the door'],
    [`/executions/${scene.shop.everything}?tab=graph`, 'open the door'],
    [`/executions/${scene.shop.everything}?tab=events`, 'ExecutionStarted'],
    [`/executions/${scene.shop.cancelled}`, /CancelledByCustomer/],
    [`/executions/${scene.shop.waiting}?tab=logs`, /asking the payment provider/],
    ['/callbacks', 'order-A-20417'],
    ['/settings', 'Appearance'],
  ];
  test('axe finds nothing serious on any page, nor too low a contrast in dark colours, and no page is wider than a phone', async () => {
    const page = await scene.open('/functions');
    for (const [path, ready] of pages()) {
      await page.goto(scene.world.page(path));
      await page.getByText(ready).first().waitFor();
      expect([path, await seriousFindings(page)]).toEqual([path, []]);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.locator('body.awsui-dark-mode').waitFor();
      expect([path, await seriousFindings(page, ['color-contrast'])]).toEqual([path, []]);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize({ width: 390, height: 844 });
      await fitsTheWindow(page, path);
      await page.setViewportSize({ width: 1280, height: 900 });
    }
  });

  test('the operations are walked, folded and opened with the keyboard alone', async () => {
    const page = await scene.open(`/executions/${scene.shop.everything}`);
    const tree = page.getByRole('treegrid', { name: 'Durable operations' });
    await tree.getByRole('row', { name: /open the door/ }).waitFor();
    await tree.focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowLeft']) await page.keyboard.press(key);
    await tree.getByRole('row', { name: /beans/ }).waitFor({ state: 'hidden' });
    await page.keyboard.press('ArrowRight');
    await tree.getByRole('row', { name: /beans/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary').getByRole('heading', { name: 'beans' }).waitFor();
    await expect.poll(() => tree.getAttribute('aria-activedescendant')).not.toBeNull();
  });

  test('every page can be reached with the keyboard from the first', async () => {
    const page = await scene.open('/functions');
    await page.getByRole('link', { name: 'order', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'order-A-20417' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /order-A-20417/ }).waitFor();
    await page.getByRole('link', { name: 'Callbacks' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Callbacks' }).waitFor();
  });
}
