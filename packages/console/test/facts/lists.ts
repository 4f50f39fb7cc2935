import { expect, test } from 'vitest';
import type { Scene } from '../world/scene.ts';

export function listFacts(scene: Scene): void {
  test('what is searched for stands in the address, and is found by status, name and function', async () => {
    const page = await scene.open('/executions?status=STOPPED');
    await page.getByRole('link', { name: 'order-A-20418' }).waitFor();
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('link', { name: 'monday-morning' }).waitFor();
    const search = page.getByRole('combobox', { name: 'Search executions' });
    await search.fill('monday');
    await search.press('Enter');
    await page.getByRole('row', { name: /monday-morning/ }).waitFor();
    await expect.poll(() => new URL(page.url()).search).toBe('?name=monday');
    await page.goto(scene.world.page('/executions?name=nothing-is-called-so'));
    await page.getByText('No execution matches').waitFor();
    await page.getByRole('button', { name: 'Clear the search' }).click();
    await page.getByRole('link', { name: 'monday-morning' }).waitFor();
  });

  test('saved views find what failed, retries or waits, and own ones are kept', async () => {
    const page = await scene.open('/executions');
    await page.getByRole('button', { name: 'View: All executions' }).click();
    await page.getByRole('menuitem', { name: 'Failed today' }).click();
    await page.getByRole('link', { name: 'hostile' }).waitFor();
    await page.goto(scene.world.page('/executions?waiting=callback'));
    await page.getByRole('link', { name: 'order-A-20417' }).waitFor();
    await page.getByRole('button', { name: 'Saved views' }).click();
    await page.getByRole('menuitem', { name: 'Save as a view' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('at the counter');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'View: at the counter' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'View: at the counter' }).waitFor();
  });

  test('what failed today failed since midnight in the time zone of the settings, wherever the browser is', async () => {
    const page = await scene.open('/settings');
    await page.evaluate(
      `localStorage.setItem('perdure.preferences', JSON.stringify({ timeZone: 'Pacific/Kiritimati' }))`,
    );
    await page.goto(scene.world.page('/executions'));
    await page.getByRole('button', { name: 'View: All executions' }).click();
    const [search] = await Promise.all([
      page.waitForRequest(/perdure\/executions\?.*StartedAfter=/),
      page.getByRole('menuitem', { name: 'Failed today' }).click(),
    ]);
    // Its clocks are 14 hours ahead of UTC all year; those of Vienna, where the browser is, one or two.
    expect(new URL(search.url()).searchParams.get('StartedAfter')).toMatch(/T10:00:00.000Z$/);
  });

  test('several executions are stopped at once, after they have been shown', async () => {
    for (const name of ['order-B-1', 'order-B-2']) {
      await scene.world.start('order', { orderId: name, customer: 'Alan', drinks: [] }, { name });
    }
    const page = await scene.open('/functions/order?tab=executions&name=order-B');
    for (const name of ['order-B-1', 'order-B-2']) {
      await page.getByRole('checkbox', { name: `Select ${name}` }).check();
    }
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('table', { name: 'Executions that are stopped' }).getByText('order-B-2').waitFor();
    await dialog.getByRole('textbox', { name: 'Error message' }).fill('The shop closes');
    await dialog.getByRole('button', { name: 'Stop 2 executions' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await expect.poll(() => page.getByText('Stopped', { exact: true }).count()).toBe(2);
  });

  test('an execution that starts or ends is seen without reloading', async () => {
    const page = await scene.open('/functions/greet?tab=executions&name=just-now');
    await page.getByText('No execution matches').waitFor();
    await page.getByText('Live').waitFor();
    const search = page.getByRole('combobox', { name: 'Search executions' });
    await search.fill('half a wor');
    await scene.world.start('greet', { who: 'Barbara' }, { name: 'just-now-1' });
    const row = page.getByRole('row', { name: /just-now-1/ });
    await row.getByText('Succeeded').waitFor();
    expect(await search.inputValue()).toBe('half a wor');
  });
}
