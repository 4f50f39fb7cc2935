import { expect, test } from 'vitest';
import type { Scene } from '../world/scene.ts';

export function functionFacts(scene: Scene): void {
  test('a browser that asks for the server is led to the functions, with how they go', async () => {
    const page = await scene.open('/functions');
    await page.goto(scene.world.endpoint);
    await page.getByRole('heading', { name: 'Functions' }).waitFor();
    await expect.poll(() => new URL(page.url()).pathname).toBe('/perdure/console/functions');
    const greet = page.getByRole('row', { name: /greet/ });
    await greet.getByText('live').waitFor();
    await greet.getByText('100 %').waitFor();
    await page.getByRole('link', { name: 'order', exact: true }).click();
    await page.getByRole('heading', { name: 'Durable configuration' }).waitFor();
    await page.getByText('15 minutes').waitFor();
  });

  test('the durable configuration can be edited', async () => {
    const page = await scene.open('/functions/greet');
    await page.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('spinbutton', { name: /Execution timeout/ }).fill('0');
    await dialog.getByText('A whole number between').waitFor();
    await expect.poll(() => dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await dialog.getByRole('spinbutton', { name: /Execution timeout/ }).fill('10');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('10 minutes').waitFor();
  });

  test('a function is tested with an event, which is judged, kept, and can be saved', async () => {
    const page = await scene.open('/functions/plain?tab=test');
    const editor = page.getByRole('textbox', { name: 'Event JSON' });
    await editor.fill('{"cups": 2');
    await page.getByText(/This is not JSON/).waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Test', exact: true }).isDisabled()).toBe(true);
    await editor.fill('{"cups": 2}');
    await page.getByRole('textbox', { name: 'Event name' }).fill('two cups');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText('The function succeeded').waitFor();
    await page.getByRole('region', { name: 'Result' }).getByText('"cups": 2').waitFor();
    await page.getByRole('region', { name: 'Log' }).getByText('a plain function was asked').waitFor();
    await page.reload();
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Event JSON' }).inputValue())
      .toBe('{"cups": 2}');
    await page.getByRole('button', { name: /Saved event/ }).click();
    await page.getByRole('option', { name: 'two cups' }).waitFor();
  });

  test('a durable function is started under a name, and its execution is a click away', async () => {
    const page = await scene.open('/functions/greet?tab=test');
    await page.getByRole('textbox', { name: 'Event JSON' }).fill('{"who": "Grace"}');
    const name = page.getByRole('textbox', { name: /Durable execution name/ });
    await name.fill('not a name!');
    await page.getByText('Letters, digits, hyphens and underscores only.').waitFor();
    await name.fill('greet-grace');
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByRole('link', { name: /greet-grace/ }).click();
    await page.getByRole('heading', { name: /greet-grace/ }).waitFor();
    await page.getByRole('tab', { name: 'Input/Output' }).click();
    await page.getByRole('region', { name: 'Output' }).getByText('welcome, Grace').waitFor();
  });

  test('code, configuration, monitoring, logs, aliases and versions of a function are shown', async () => {
    const page = await scene.open('/functions/greet?tab=code');
    await page.getByRole('region', { name: 'index.cjs' }).getByText('use strict').first().waitFor();
    await page.getByRole('tab', { name: 'Configuration' }).click();
    await page.getByText('256 MB').waitFor();
    await page.getByRole('row', { name: 'STAGE test' }).waitFor();
    await page.getByRole('tab', { name: 'Monitor' }).click();
    await page.getByText('Running now').waitFor();
    await page.getByRole('application', { name: 'Executions started' }).waitFor();
    await page.getByRole('tab', { name: 'Aliases' }).click();
    await page.getByRole('row', { name: /live/ }).waitFor();
    await page.getByRole('tab', { name: 'Versions' }).click();
    await page
      .getByRole('row', { name: /^1 live/ })
      .getByRole('link', { name: 'Show' })
      .click();
    await page.getByRole('button', { name: /Version or alias = 1/ }).waitFor();
    await page.goto(scene.world.page('/functions/order?tab=logs'));
    await page.getByText('an order waits for a barista').first().waitFor();
  });

  test('settings show the server, and change colours and time zone', async () => {
    const page = await scene.open('/settings');
    await page.getByText('arn:aws:iam::000000000000:root').waitFor();
    await page.getByText("All functions run on the server's own machine.").waitFor();
    await page.getByRole('radio', { name: 'Dark' }).check();
    await page.locator('body.awsui-dark-mode').waitFor();
    await page.getByRole('button', { name: /Time zone/ }).click();
    await page.getByRole('combobox').or(page.getByRole('searchbox')).fill('Asia/Tokyo');
    await page.getByRole('option', { name: 'Asia/Tokyo' }).click();
    await page
      .getByText(/UTC\+09:00/)
      .first()
      .waitFor();
    await page.reload();
    await page
      .getByText(/UTC\+09:00/)
      .first()
      .waitFor();
    await page.locator('body.awsui-dark-mode').waitFor();
  });
}
