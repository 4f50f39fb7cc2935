import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Scene } from '../world/scene.ts';

/** Lets the design system come only when the answered function is called. */
async function withoutDesignSystem(page: Page): Promise<() => void> {
  const held = Promise.withResolvers<void>();
  await page.route(/\/assets\/frame-[^/]*\.js$/, async (route) => {
    await held.promise;
    // The page that asked may have been left.
    await route.continue().catch(() => undefined);
  });
  return held.resolve;
}

/** What the cells of a row say; the signs and boxes among them say nothing. */
async function saidIn(row: Locator, cells: string): Promise<string[]> {
  await row.waitFor();
  const texts = await row.locator(cells).allInnerTexts();
  return texts.map((text) => text.trim()).filter((text) => text !== '');
}

export function firstRowFacts(scene: Scene): void {
  const lists = (): string[] => [
    '/executions?name=monday-morning',
    '/functions/shop?tab=executions&name=monday-morning',
  ];

  test('rows of a list are seen before the design system has come, and say what the page says then', async () => {
    const page = await scene.open('/settings');
    for (const path of lists()) {
      const release = await withoutDesignSystem(page);
      await page.goto(scene.world.page(path), { waitUntil: 'commit' });
      const seen = await saidIn(page.locator('.sketch tbody tr'), 'td');
      expect([path, seen]).toEqual([path, expect.arrayContaining(['monday-morning', 'Succeeded'])]);
      release();
      await page.locator('#content').waitFor();
      expect(await saidIn(page.getByRole('row', { name: /monday-morning/ }), 'td, th')).toEqual(seen);
      await page.unrouteAll();
    }
  });

  test('so are the operations of an execution; who does not see them is told of the page once', async () => {
    const page = await scene.open('/settings');
    const release = await withoutDesignSystem(page);
    await page.goto(scene.world.page(`/executions/${scene.shop.everything}`), { waitUntil: 'commit' });
    const first = page.locator('.sketch .tree-row', { hasText: 'switch on the lights' });
    const seen = await saidIn(first, ':scope > div');
    expect(seen).toContain('Succeeded');
    expect(await page.getByRole('link').count()).toBe(0);
    release();
    const row = page.getByRole('row', { name: /switch on the lights/ });
    expect(await saidIn(row, '[role=gridcell]')).toEqual(seen);
    expect(await page.locator('.sketch').count()).toBe(0);
  });

  test('a link that is seen so early leads on', async () => {
    const page = await scene.open('/settings');
    const release = await withoutDesignSystem(page);
    await page.goto(scene.world.page('/functions'), { waitUntil: 'commit' });
    await page.locator('.sketch a', { hasText: 'shop' }).click();
    release();
    await page.getByRole('heading', { name: 'shop', exact: true }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/perdure/console/functions/shop');
  });
}
