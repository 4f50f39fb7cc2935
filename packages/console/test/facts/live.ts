import { expect, test } from 'vitest';
import type { Scene } from '../world/scene.ts';

export function liveFacts(scene: Scene): void {
  test('a page that is open while the server restarts says so, keeps what was typed, and goes on by itself', async () => {
    for (const problem of [
      'ERR_CONNECTION_REFUSED',
      'ERR_INCOMPLETE_CHUNKED_ENCODING',
      'ERR_EMPTY_RESPONSE',
      'ERR_CONNECTION_RESET',
    ]) {
      scene.allow(problem);
    }
    const page = await scene.open(`/executions/${scene.shop.waiting}`);
    await page.getByText('Live').waitFor();
    await page.getByRole('button', { name: 'Answer barista' }).first().click();
    await page.getByRole('menuitem', { name: 'Send success' }).click();
    const result = page.getByRole('dialog').getByRole('textbox', { name: 'Result' });
    await result.fill('{"barista": "Frances"}');
    const resume = await scene.world.pause();
    await page.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('dialog').getByText('The server does not answer. It may be restarting.').waitFor();
    await page.getByText('The server does not answer', { exact: true }).waitFor({ state: 'attached' });
    expect(await result.inputValue()).toBe('{"barista": "Frances"}');
    await resume();
    await page.getByText('The server does not answer', { exact: true }).waitFor({ state: 'detached' });
    await page.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click();
    await page
      .getByRole('row', { name: /cool down/ })
      .getByText('Succeeded')
      .waitFor();
    await page.getByText('Succeeded', { exact: true }).first().waitFor();
  });
}
