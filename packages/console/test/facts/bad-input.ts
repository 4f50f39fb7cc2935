import type { Page } from 'playwright-core';
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

  test('what is no JSON is told apart in every editor, is kept, and is not sent', async () => {
    const page = await scene.open(`/executions/${scene.shop.waiting}`);
    const sent = sentBy(page);
    const malformed = '{"customer": "Grace", }';
    await page.getByRole('button', { name: 'Answer barista' }).first().click();
    await page.getByRole('menuitem', { name: 'Send success' }).click();
    const dialog = page.getByRole('dialog');
    const result = dialog.getByRole('textbox', { name: 'Result' });
    await result.fill(malformed);
    await dialog.getByText(/This is not JSON.*column 23/).waitFor();
    expect(await dialog.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true);
    expect(await dialog.getByRole('button', { name: 'Format Result' }).isDisabled()).toBe(true);
    expect(await result.inputValue()).toBe(malformed);
    await dialog.getByRole('button', { name: 'Cancel' }).click();

    await page.getByRole('button', { name: 'Actions', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Start again with this input' }).click();
    const event = page.getByRole('textbox', { name: 'Event JSON' });
    await event.fill(malformed);
    await page.getByRole('textbox', { name: 'Event name' }).fill('grace');
    await page.getByText(/This is not JSON.*column 23/).waitFor();
    for (const name of ['Test', 'Save', 'Format Event JSON']) {
      expect([name, await page.getByRole('button', { name, exact: true }).isDisabled()]).toEqual([
        name,
        true,
      ]);
    }
    await page.reload();
    await page.getByText(/This is not JSON.*column 23/).waitFor();
    expect(await event.inputValue()).toBe(malformed);
    expect(sent()).toEqual([]);
  });

  test('numbers of the durable configuration that cannot be are told apart, are kept, and are not sent', async () => {
    const page = await scene.open('/functions/order');
    const sent = sentBy(page);
    await page.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog');
    const fields = [
      {
        name: /Execution timeout/,
        bad: ['', '-1', '1.5', '99999999999'],
        says: /between 1 second and 366 days/,
      },
      { name: /Retention period/, bad: ['', '0', '91'], says: /number of days between 1 and 90/ },
    ];
    for (const { name, bad, says } of fields) {
      const field = dialog.getByRole('spinbutton', { name });
      const good = await field.inputValue();
      for (const text of bad) {
        await field.fill(text);
        await dialog.getByText(says).waitFor();
        expect(await field.inputValue()).toBe(text);
        expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
      }
      await field.fill(good);
      await dialog.getByText(says).waitFor({ state: 'hidden' });
    }
    expect(sent()).toEqual([]);
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

/** What the page has asked the server to do since now, beside answering questions. */
function sentBy(page: Page): () => string[] {
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'GET') sent.push(`${request.method()} ${request.url()}`);
  });
  return () => sent;
}
