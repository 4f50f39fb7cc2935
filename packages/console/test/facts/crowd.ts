import { readFileSync } from 'node:fs';
import type { Page, Request } from 'playwright-core';
import { expect, test } from 'vitest';
import type { ApiEvent } from '../../src/api/executions.ts';
import type { Scene } from '../world/scene.ts';

const batches = 29;
const size = 100;
/** A batch is a context with its steps; a gate is a context with a callback and the step that tells of it. */
const operationsCount = batches * (size + 1) + 3 * 3;
/** As many as can be in sight, and some around. */
const rowsMax = 100;

export function crowdFacts(scene: Scene): void {
  /** Watched by the first, looked at by the second. */
  let crowd = '';

  test('three thousand operations go live in front of the user, who clicks and types meanwhile', async () => {
    await scene.world.deploy('crowd');
    crowd = await scene.world.start('crowd', { batches, size, hasGates: true }, { name: 'rush-hour' });
    const page = await scene.open(`/executions/${crowd}?tab=timeline`);
    const isRead = readingsOf(page);
    await page.getByText('Live', { exact: true }).waitFor();
    await atTheGate(page, 'first gate');
    const readBefore = isRead();
    await scene.world.answer(crowd);
    const timeline = page.getByRole('treegrid', { name: 'Timeline' });
    await timeline.getByRole('row', { name: /batch 0/ }).waitFor();
    const search = page.getByLabel(/Find operations/);
    await search.fill('serve guest 5');
    await page.getByRole('tab', { name: /Durable operations/ }).click();
    const tree = page.getByRole('treegrid', { name: 'Durable operations' });
    await tree
      .getByRole('row', { name: /serve guest 5 / })
      .first()
      .click();
    await page.getByRole('complementary').getByRole('heading', { name: 'serve guest 5' }).waitFor();
    await page.getByRole('button', { name: 'Close the details' }).click();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    const reason = page.getByRole('dialog').getByRole('textbox', { name: 'Error message' });
    await reason.fill('Too many guests');
    await atTheGate(page, 'second gate');
    expect(await reason.inputValue()).toBe('Too many guests');
    expect(await search.inputValue()).toBe('serve guest 5');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(await tree.getByRole('row').count()).toBeLessThan(rowsMax);

    await page.getByRole('tab', { name: 'Logs' }).click();
    const log = page.getByRole('list', { name: 'Log lines' });
    await log
      .getByText(/is served/)
      .first()
      .waitFor();
    await scene.world.answer(crowd);
    await log.getByText(`guest ${size - 1} of batch ${batches - 1} is served`).waitFor();
    await expect.poll(() => linesIn(log)).toBeGreaterThan((batches / 2) * size);
    expect(await log.getByRole('listitem').count()).toBeLessThan(rowsMax);
    await page.getByLabel(/Find lines/).fill('guest 42 of batch 28');
    await expect.poll(() => linesIn(log)).toBe(1);

    await atTheGate(page, 'last gate');
    await page.getByRole('tab', { name: `Durable operations (${operationsCount})` }).waitFor();
    // All of it came by the stream: the history was not read again, neither whole nor in part.
    expect(isRead()).toBe(readBefore);
    await scene.world.answer(crowd);
    await page.getByText('Succeeded', { exact: true }).first().waitFor();
  });

  test('of three thousand operations and their events few are in the document; each is found, and all are exported', async () => {
    const page = await scene.open(`/executions/${crowd}?tab=timeline`);
    await page.getByRole('tab', { name: `Durable operations (${operationsCount})` }).waitFor();
    await page.getByRole('button', { name: 'Unfold all' }).click();
    const timeline = page.getByRole('treegrid', { name: 'Timeline' });
    await expect.poll(() => timeline.getAttribute('aria-rowcount')).toBe(String(operationsCount + 1));
    expect(await timeline.getByRole('row').count()).toBeLessThan(rowsMax);
    await timeline.focus();
    await page.keyboard.press('End');
    await timeline.getByRole('row', { name: /last gate/ }).waitFor();
    await page.getByRole('tab', { name: 'Graph' }).click();
    await page
      .getByRole('button', { name: /batch 28/ })
      .first()
      .waitFor();
    await page.getByRole('tab', { name: /Event history/ }).click();
    const events = page.getByRole('table', { name: 'Event history' });
    await events.getByRole('row', { name: /ExecutionStarted/ }).waitFor();
    expect(await events.getByRole('row').count()).toBeLessThan(rowsMax);
    await page.getByLabel(/Find events/).fill('serve guest 42');
    await page
      .getByText(`${2 * batches} events`)
      .first()
      .waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ]);
    const { Events } = JSON.parse(readFileSync(await download.path(), 'utf8')) as { Events: ApiEvent[] };
    await page.getByRole('tab', { name: `Event history (${Events.length})` }).waitFor();
    expect(Events.length).toBeGreaterThan(2 * operationsCount);
    expect(Events.map(({ EventId }) => EventId)).toEqual(Events.map((_, index) => index + 1));
    expect(Events.find(({ EventType }) => EventType === 'ExecutionSucceeded')).toMatchObject({
      ExecutionSucceededDetails: { Result: { Payload: String(batches * size) } },
    });
  });
}

const atTheGate = (page: Page, name: string): Promise<void> =>
  // By its class, since a dialog over the page hides it from those who ask by role.
  page.locator('.link-button').getByText(name, { exact: true }).first().waitFor({ state: 'attached' });

const linesIn = async (log: ReturnType<Page['getByRole']>): Promise<number> =>
  Number(await log.getByRole('listitem').first().getAttribute('aria-setsize'));

/** How many the page asks for when it reads all of a history, or its newest part. Single events, for the details, are sought otherwise. */
const readingSizes = ['1000', '200'];

/** How often the page has read the history since now. */
function readingsOf(page: Page): () => number {
  let count = 0;
  page.on('request', (request: Request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (pathname.endsWith('/history') && readingSizes.includes(searchParams.get('MaxItems') ?? ''))
      count += 1;
  });
  return () => count;
}
