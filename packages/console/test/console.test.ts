// The console as a user sees it: a real browser, a real server, real functions. A failure here is a page that does not show
// what happened, an action that does nothing, or text of an execution that a browser took for markup.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hasChromium, TestBrowser, type Visit } from './world/browser.ts';
import { type CoffeeShop, openCoffeeShop } from './world/coffee-shop.ts';
import { World } from './world/world.ts';

const START_MILLIS_MAX = 120_000;

describe.skipIf(!hasChromium)('the console', () => {
  let world: World;
  let browser: TestBrowser;
  let shop: CoffeeShop;
  let visit: Visit;

  beforeAll(async () => {
    world = await World.start();
    [browser, shop] = await Promise.all([TestBrowser.start(), openCoffeeShop(world)]);
  }, START_MILLIS_MAX);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });
  beforeEach(async () => {
    visit = await browser.visit();
  });
  afterEach(async () => {
    await visit.close();
    expect(visit.problems.filter((problem) => !problem.includes('404 (Not Found)'))).toEqual([]);
  });

  const open = async (path: string) => {
    await visit.page.goto(world.page(path));
    return visit.page;
  };

  test('a browser that asks for the server is led to the functions', async () => {
    await visit.page.goto(world.endpoint);
    await visit.page.getByRole('heading', { name: 'Functions' }).waitFor();
    expect(new URL(visit.page.url()).pathname).toBe('/perdure/console/functions');
    await visit.page.getByRole('link', { name: 'order', exact: true }).click();
    await visit.page.getByRole('heading', { name: 'Durable configuration' }).waitFor();
    await visit.page.getByText('15 minutes').waitFor();
    await visit.page.getByRole('link', { name: 'order-A-20417' }).waitFor();
  });

  test('an execution shows its operations, events, timeline and graph', async () => {
    const page = await open(`/executions/${shop.everything}`);
    await page.getByRole('row', { name: /check the stock/ }).click();
    await page.getByRole('complementary').getByText('24. ContextSucceeded').waitFor();
    await page.getByRole('tab', { name: /Event history/ }).click();
    await page.getByRole('button', { name: 'Details of event 3', exact: true }).click();
    await page.getByRole('tab', { name: 'Timeline' }).click();
    await page.getByRole('treegrid', { name: 'Timeline' }).waitFor();
    await page.getByRole('tab', { name: 'Graph' }).click();
    await page.getByRole('button', { name: /open the door/ }).waitFor();
    await page.getByRole('tab', { name: /Invocations/ }).click();
    await page.getByRole('table', { name: 'Invocations' }).waitFor();
  });

  test('text of an execution is shown and not run', async () => {
    const page = await open(`/executions/${shop.hostile}`);
    await page.getByText('<script>window.attacked = true</script>').first().waitFor();
    await page.getByRole('row', { name: /<img src=x/ }).click();
    await page.getByRole('button', { name: 'Show all of it' }).waitFor();
    for (const tab of ['Timeline', 'Graph', 'Event history']) {
      await page.getByRole('tab', { name: new RegExp(tab) }).click();
      await page.getByText('<script>window.attacked = true</script>').first().waitFor();
    }
    expect(await page.evaluate('window.attacked')).toBeUndefined();
  });
});
