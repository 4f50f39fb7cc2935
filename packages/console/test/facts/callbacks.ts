import { expect, test } from 'vitest';
import type { Scene } from '../world/scene.ts';

export function callbackFacts(scene: Scene): void {
  const order = (name: string) =>
    scene.world.start('order', { orderId: name, customer: 'Edsger', drinks: [] }, { name });

  test('a callback is answered on the page of its execution, which goes on to its end in front of the user', async () => {
    const page = await scene.open(`/executions/${await order('order-D-1')}`);
    const dialog = page.getByRole('dialog');
    const choose = async (answer: string): Promise<void> => {
      await page.getByRole('button', { name: 'Answer barista' }).first().click();
      await page.getByRole('menuitem', { name: answer }).click();
    };
    await choose('Send heartbeat');
    await dialog.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('barista has had a heartbeat.').waitFor();
    await choose('Send success');
    await dialog.getByRole('textbox', { name: 'Result' }).fill('{"barista": ');
    await dialog.getByText(/This is not JSON/).waitFor();
    await expect
      .poll(() => dialog.getByRole('button', { name: 'Send', exact: true }).isDisabled())
      .toBe(true);
    await dialog.getByRole('textbox', { name: 'Result' }).fill('{"barista": "Margaret"}');
    await dialog.getByRole('button', { name: 'Send', exact: true }).click();
    await page
      .getByRole('row', { name: /cool down/ })
      .getByText('Succeeded')
      .waitFor();
    await page.getByRole('tab', { name: 'Input/Output' }).click();
    await page.getByRole('region', { name: 'Output' }).getByText('Margaret').waitFor();
  });

  test('everything that waits is listed, and answered in place', async () => {
    await order('order-D-2');
    const page = await scene.open('/callbacks?function=order');
    const row = page.getByRole('row', { name: /order-D-2/ });
    await row.getByRole('button', { name: 'Answer barista of order-D-2' }).click();
    await page.getByRole('menuitem', { name: 'Send heartbeat' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('barista of order-D-2 has had a heartbeat.').waitFor();
    await row.getByRole('button', { name: 'Answer barista of order-D-2' }).click();
    await page.getByRole('menuitem', { name: 'Send failure' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Error message' }).fill('Out of beans');
    await page.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click();
    await row.waitFor({ state: 'hidden' });
    await page.goto(scene.world.page('/executions?name=order-D-2'));
    await page.getByText('Failed', { exact: true }).waitFor();
  });

  test('an answer that is being typed in the list stays when its callback ends meanwhile', async () => {
    scene.allow('400 (Bad Request)');
    const arn = await order('order-D-3');
    const page = await scene.open('/callbacks?function=order');
    await page.getByRole('button', { name: 'Answer barista of order-D-3' }).click();
    await page.getByRole('menuitem', { name: 'Send success' }).click();
    const result = page.getByRole('dialog').getByRole('textbox', { name: 'Result' });
    await result.fill('{"barista": "Donald"}');
    await scene.world.stop(arn, 'TooLate', 'The shop has closed');
    await page.getByRole('link', { name: 'order-D-3' }).waitFor({ state: 'detached' });
    expect(await result.inputValue()).toBe('{"barista": "Donald"}');
    await page.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click();
    await page
      .getByRole('dialog')
      .getByText(/CallbackTimeoutException/)
      .waitFor();
  });
}
