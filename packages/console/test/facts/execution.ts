import { expect, test } from 'vitest';
import type { Scene } from '../world/scene.ts';

export function executionFacts(scene: Scene): void {
  test('shows its operations, with what went in and came out of each, its attempts and its log', async () => {
    const page = await scene.open(`/executions/${scene.shop.waiting}`);
    const charge = page.getByRole('row', { name: /charge/ });
    await charge.getByText('Succeeded').waitFor();
    await charge.click();
    const details = page.getByRole('complementary', { name: 'The selected operation' });
    await details.getByText('StepSucceeded').first().waitFor();
    await details.getByText('the payment provider does not answer').first().waitFor();
    await details
      .getByText(/failed after/)
      .first()
      .waitFor();
    await details.getByText('asking the payment provider').first().waitFor();
    await expect.poll(() => new URL(page.url()).searchParams.get('operation')).not.toBeNull();
    await page.reload();
    await page.getByRole('complementary').getByRole('heading', { name: 'charge' }).waitFor();
  });

  test('shows its events, its timeline, its graph and its invocations', async () => {
    const page = await scene.open(`/executions/${scene.shop.everything}?tab=events`);
    await page.getByRole('button', { name: 'Details of event 3', exact: true }).click();
    await page.getByRole('region', { name: 'Result' }).getByText('open').waitFor();
    await page.getByRole('tab', { name: 'Timeline' }).click();
    const timeline = page.getByRole('treegrid', { name: 'Timeline' });
    await timeline.getByRole('row', { name: /until the shelf is reached/ }).waitFor();
    await page.getByRole('button', { name: /Zoom in/ }).click();
    await page.getByRole('button', { name: /The whole run/ }).click();
    await page.getByRole('tab', { name: 'Graph' }).click();
    await page.getByRole('button', { name: /Unfold wash the cups/ }).click();
    await page.getByRole('button', { name: /Unfold 12 items/ }).click();
    await page.getByRole('button', { name: 'map-item-11', exact: true }).waitFor();
    await page.getByRole('tab', { name: /Invocations/ }).click();
    await page.getByText(/which is what starting and replaying cost/).waitFor();
  });

  test('is zoomed with the wheel where the pointer is, and moved by dragging along the strip above', async () => {
    const page = await scene.open(`/executions/${scene.shop.everything}?tab=timeline`);
    await page.getByRole('treegrid', { name: 'Timeline' }).getByRole('row', { name: /beans/ }).waitFor();
    const frame = page.locator('.overview-frame');
    const place = async () => {
      const style = (await frame.getAttribute('style')) ?? '';
      const percent = (name: string) => Number(new RegExp(`${name}: ([0-9.]+)%`).exec(style)?.[1]);
      return { left: percent('left'), width: percent('width') };
    };
    await expect.poll(place).toEqual({ left: 0, width: 100 });
    await page.getByRole('treegrid', { name: 'Timeline' }).hover();
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -400);
    await page.keyboard.up('Control');
    await expect.poll(async () => (await place()).width).toBeLessThan(50);
    const zoomed = await place();
    expect(zoomed.left).toBeGreaterThan(0);
    const strip = await page.locator('.overview').boundingBox();
    if (strip === null) throw new Error('the strip is not in sight');
    await page.mouse.move(strip.x + strip.width / 2, strip.y + strip.height / 2);
    await page.mouse.down();
    await page.mouse.move(strip.x + strip.width - 1, strip.y + strip.height / 2, { steps: 4 });
    await page.mouse.up();
    await expect.poll(async () => Math.round((await place()).left + zoomed.width)).toBe(100);
    await page.mouse.wheel(-4000, 0);
    await expect.poll(async () => (await place()).left).toBe(0);
    await page.getByRole('button', { name: /The whole run/ }).click();
    await expect.poll(place).toEqual({ left: 0, width: 100 });
  });

  test('leads to the execution of a chained invoke', async () => {
    const page = await scene.open(`/executions/${scene.shop.everything}`);
    await page
      .getByRole('textbox', { name: /Find operations/ })
      .or(page.getByRole('searchbox'))
      .first()
      .fill('ChainedInvoke');
    await page.getByRole('row', { name: /greet/ }).click();
    await page.getByRole('link', { name: 'Show the child execution' }).click();
    await page.getByRole('link', { name: 'greet', exact: true }).first().waitFor();
    await page.getByRole('row', { name: /greet/ }).waitFor();
  });

  test('that was cancelled tells why, and with which input', async () => {
    const page = await scene.open(`/executions/${scene.shop.cancelled}`);
    await page.getByText('CancelledByCustomer: The customer changed her mind').waitFor();
    await page.getByRole('tab', { name: 'Input/Output' }).click();
    await page.getByRole('region', { name: 'Input' }).getByText('"customer": "Grace"').waitFor();
  });

  test('that does not get on, because its invocations fail, tells why until it has ended', async () => {
    await scene.world.deploy('broken');
    const arn = await scene.world.start('broken', {}, { name: 'no-beans' });
    const page = await scene.open(`/executions/${arn}`);
    await page.getByText('Error: the machine has no beans.').waitFor();
    await page.getByRole('button', { name: 'Show its invocations' }).click();
    await page.getByRole('table', { name: 'Invocations' }).getByText('Failed').first().waitFor();
    await page.getByText(/The last \d+ invocations failed/).waitFor();
    await scene.world.stop(arn, 'ClosedToday', 'No beans, no coffee');
    await page.getByText('ClosedToday: No beans, no coffee').first().waitFor();
    await page.getByRole('button', { name: 'Show its invocations' }).waitFor({ state: 'detached' });
  });

  test('is paused, resumed, stopped, started again and deleted', async () => {
    const order = { orderId: 'C-1', customer: 'Ada', drinks: [] };
    const page = await scene.open(
      `/executions/${await scene.world.start('order', order, { name: 'order-C-1' })}`,
    );
    await page.getByText('Waits for 1 callback').waitFor();
    const act = async (action: string, confirm: string): Promise<void> => {
      await page.getByRole('button', { name: 'Actions', exact: true }).click();
      await page.getByRole('menuitem', { name: action }).click();
      await page.getByRole('dialog').getByRole('button', { name: confirm, exact: true }).click();
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    };
    await act('Pause', 'Pause');
    await page.getByText('Paused', { exact: true }).waitFor();
    await act('Resume', 'Resume');
    await page.getByText('Running', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Error message' }).fill('No more milk');
    await page.getByRole('dialog').getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByText('No more milk').first().waitFor();
    await page.getByRole('button', { name: 'Actions', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Start again with this input' }).click();
    const event = page.getByRole('textbox', { name: 'Event JSON' });
    await expect.poll(async () => JSON.parse(await event.inputValue())).toEqual(order);
    await page.goBack();
    await page.getByText('No more milk').first().waitFor();
    // Good news is not shown for long, so it is waited for from the beginning.
    await Promise.all([page.getByText('order-C-1 is deleted.').waitFor(), act('Delete', 'Delete')]);
    await page.getByRole('link', { name: 'order-A-20417' }).waitFor();
    await expect.poll(() => page.getByRole('link', { name: 'order-C-1' }).count()).toBe(0);
  });
}
