import { expect, test } from 'vitest';
import type { Scene } from '../world/scene.ts';

const NOT_FOUND = '404 (Not Found)';
const BAD_REQUEST = '400 (Bad Request)';

export function badInputFacts(scene: Scene): void {
  test('text of an execution is shown and not run, wherever it stands', async () => {
    const page = await scene.open(`/executions/${scene.shop.hostile}`);
    const script = '<script>window.attacked = true</script>';
    await page.getByText(script).first().waitFor();
    await page.getByRole('row', { name: /<img src=x/ }).click();
    await page.getByRole('button', { name: 'Show all of it' }).waitFor();
    for (const tab of ['Timeline', 'Graph', 'Event history']) {
      await page.getByRole('tab', { name: new RegExp(tab) }).click();
      await page.getByText(script).first().waitFor();
    }
    expect(await page.evaluate('window.attacked')).toBeUndefined();
  });

  test('an execution, a function and a page that are not there say so, with what may be the cause', async () => {
    scene.allow(NOT_FOUND);
    scene.allow(BAD_REQUEST);
    const unknown = scene.shop.waiting.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
    const page = await scene.open(`/executions/${unknown}`);
    await page.getByText(/Durable Execution does not exist.*It may have been deleted/).waitFor();
    await page.goto(scene.world.page('/executions/not-an-arn'));
    await page.getByText('The execution cannot be shown').waitFor();
    await page.goto(scene.world.page('/functions/nobody'));
    await page.getByText(/It may have been deleted/).waitFor();
    await page.goto(scene.world.page('/nowhere'));
    await page.getByText('No page has this address').waitFor();
  });

  test('an answer that comes too late is refused in the dialog, which keeps what was typed', async () => {
    scene.allow(BAD_REQUEST);
    const order = { orderId: 'E-1', customer: 'Alan', drinks: [] };
    const arn = await scene.world.start('order', order, { name: 'order-E-1' });
    const page = await scene.open(`/executions/${arn}`);
    await page.getByRole('button', { name: 'Answer barista' }).first().click();
    await page.getByRole('menuitem', { name: 'Send success' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Result' }).fill('{"barista": "nobody"}');
    await scene.world.stop(arn, 'TooLate', 'The shop has closed');
    await page.getByText('The shop has closed').first().waitFor({ state: 'attached' });
    await dialog.getByRole('button', { name: 'Send', exact: true }).click();
    await dialog.getByText(/CallbackTimeoutException/).waitFor();
    expect(await dialog.getByRole('textbox', { name: 'Result' }).inputValue()).toBe('{"barista": "nobody"}');
  });
}
