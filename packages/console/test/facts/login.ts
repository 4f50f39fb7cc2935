import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { awayProblems } from '../world/browser.ts';
import type { Scene } from '../world/scene.ts';
import { type Key, World } from '../world/world.ts';

const FORBIDDEN = '403 (Forbidden)';

export function loginFacts(scene: Scene): void {
  let world: World;
  let waiting: string;
  /** Made by the first fact about it. */
  let onlooker: Key;

  beforeAll(async () => {
    world = await World.start({ administrator: 'margaret' });
    await world.deploy('order');
    const order = { orderId: 'F-1', customer: 'Ada', drinks: [] };
    waiting = await world.start('order', order, { name: 'order-F-1' });
  });
  afterAll(() => world?.close());

  const open = async (path: string): Promise<Page> => {
    scene.allow(FORBIDDEN);
    const page = await scene.open('/settings');
    await page.context().clearCookies();
    await page.goto(world.page(path));
    return page;
  };
  const openByLink = async (path: string): Promise<Page> => {
    const page = await open('/settings');
    await page.goto(world.loginLink());
    await page.getByRole('link', { name: 'order', exact: true }).waitFor();
    await page.goto(world.page(path));
    return page;
  };

  test('a server with credentials asks for a key, says when it is wrong, and knows who has come', async () => {
    const page = await open('/settings');
    await page.getByRole('dialog', { name: 'Log in to Perdure' }).waitFor();
    await logIn(page, { ...world.key, secretAccessKey: 'not the secret' });
    await page
      .getByRole('dialog')
      .getByText(/is wrong, was used already/)
      .waitFor();
    await logIn(page, world.key);
    await page
      .getByRole('main')
      .getByText(/user\/margaret/)
      .waitFor();
    await page.getByRole('button', { name: 'margaret' }).first().click();
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await page.getByRole('dialog', { name: 'Log in to Perdure' }).waitFor();
  });

  test('a link logs in once, and leaves the address', async () => {
    const page = await open('/settings');
    const link = world.loginLink();
    await page.goto(link);
    await page.getByRole('link', { name: 'order', exact: true }).waitFor();
    await expect.poll(() => new URL(page.url()).hash).toBe('');
    await page.context().clearCookies();
    await page.goto(link);
    await page
      .getByRole('dialog', { name: 'Log in to Perdure' })
      .getByText(/was used already/)
      .waitFor();
  });

  test('a login that has ended is asked for again, over the dialog in which something was typed, and then it is sent', async () => {
    const order = { orderId: 'F-2', customer: 'Alan', drinks: [] };
    const page = await openByLink(`/executions/${await world.start('order', order, { name: 'order-F-2' })}`);
    const dialog = page.getByRole('dialog', { name: 'Send callback success' });
    await answerBarista(page, 'Send success');
    await dialog.getByRole('textbox', { name: 'Result' }).fill('{"barista": "Ada"}');
    await page.context().clearCookies();
    await dialog.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('dialog', { name: 'Your login has expired' }).waitFor();
    await logIn(page, world.key);
    await page.getByRole('dialog', { name: 'Your login has expired' }).waitFor({ state: 'hidden' });
    expect(await dialog.getByRole('textbox', { name: 'Result' }).inputValue()).toBe('{"barista": "Ada"}');
    await dialog.getByRole('button', { name: 'Send', exact: true }).click();
    await page
      .getByRole('row', { name: /cool down/ })
      .getByText('Succeeded')
      .waitFor();
  });

  test('a user who may look and not act is told so where it acts, and nothing typed is lost', async () => {
    const administrator = await openByLink('/settings');
    onlooker = await makeOnlooker(administrator);
    const page = await open(`/executions/${waiting}`);
    await logIn(page, onlooker);
    await page.getByText('Waits for 1 callback').waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Error message' }).fill('No more milk');
    await dialog.getByRole('button', { name: 'Stop', exact: true }).click();
    await dialog.getByText(/lambda:StopDurableExecution.*Ask whoever runs this server/).waitFor();
    expect(await dialog.getByRole('textbox', { name: 'Error message' }).inputValue()).toBe('No more milk');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Actions', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Pause' }).click();
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Lunch');
    await dialog.getByRole('button', { name: 'Pause', exact: true }).click();
    await dialog.getByText(/lambda:PauseDurableExecution.*Ask whoever runs this server/).waitFor();
    expect(await dialog.getByRole('textbox', { name: 'Reason' }).inputValue()).toBe('Lunch');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByText('Not permitted').waitFor();
  });

  test('the same user answers no callback and starts nothing, and what was typed for it stays', async () => {
    const page = await open(`/executions/${waiting}`);
    await logIn(page, onlooker);
    const dialog = page.getByRole('dialog');
    for (const [answer, field, text] of [
      ['Send success', 'Result', '{"barista": "Grace"}'],
      ['Send failure', 'Error message', 'Out of beans'],
    ] as const) {
      await answerBarista(page, answer);
      await dialog.getByRole('textbox', { name: field }).fill(text);
      await dialog.getByRole('button', { name: 'Send', exact: true }).click();
      await dialog.getByText(/lambda:SendDurableExecutionCallback.*Ask whoever runs this server/).waitFor();
      expect(await dialog.getByRole('textbox', { name: field }).inputValue()).toBe(text);
      await dialog.getByRole('button', { name: 'Cancel' }).click();
    }
    await page.goto(world.page('/functions/order?tab=test'));
    await page.getByRole('textbox', { name: 'Event JSON' }).fill('{"orderId": "F-3"}');
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText(/lambda:InvokeFunction.*Ask whoever runs this server/).waitFor();
    expect(await page.getByRole('textbox', { name: 'Event JSON' }).inputValue()).toBe('{"orderId": "F-3"}');
    await page.goto(world.page('/executions?status=RUNNING'));
    await page.getByRole('checkbox', { name: 'Select order-F-1' }).check();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await dialog.getByRole('textbox', { name: 'Error message' }).fill('No more milk');
    await dialog.getByRole('button', { name: 'Stop 1 execution' }).click();
    await dialog.getByText(/lambda:StopDurableExecution.*Ask whoever runs this server/).waitFor();
    expect(await dialog.getByRole('textbox', { name: 'Error message' }).inputValue()).toBe('No more milk');
  });

  test('a login that ends while the server restarts is asked for over the same pages, with all that was typed', async () => {
    for (const problem of awayProblems) scene.allow(problem);
    const page = await openByLink('/functions/order?tab=test');
    const event = page.getByRole('textbox', { name: 'Event JSON' });
    await event.fill('{"orderId": "F-4"}');
    const eventName = page.getByRole('textbox', { name: 'Event name' });
    await eventName.fill('the fourth');
    const expired = page.getByRole('dialog', { name: 'Your login has expired' });
    const resume = await world.pause();
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText('The server does not answer', { exact: true }).waitFor();
    await page.context().clearCookies();
    await resume();
    await expired.waitFor();
    await logIn(page, world.key);
    await expired.waitFor({ state: 'hidden' });
    expect([await event.inputValue(), await eventName.inputValue()]).toEqual([
      '{"orderId": "F-4"}',
      'the fourth',
    ]);
    await page.goto(world.page(`/executions/${waiting}`));
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    const reason = page
      .getByRole('dialog', { name: /Stop order-F-1/ })
      .getByRole('textbox', { name: 'Error message' });
    await reason.fill('Closing time');
    await page.context().clearCookies();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop', exact: true }).click();
    await expired.waitFor();
    await logIn(page, world.key);
    await expired.waitFor({ state: 'hidden' });
    expect(await reason.inputValue()).toBe('Closing time');
  });
}

async function logIn(page: Page, { accessKeyId, secretAccessKey }: Key): Promise<void> {
  const dialog = page.getByRole('dialog').filter({ hasText: 'Access key id' });
  await dialog.getByRole('textbox', { name: 'Access key id' }).fill(accessKeyId);
  await dialog.getByLabel('Secret access key').fill(secretAccessKey);
  await dialog.getByRole('button', { name: 'Log in' }).click();
}

async function answerBarista(page: Page, answer: string): Promise<void> {
  await page.getByRole('button', { name: 'Answer barista' }).first().click();
  await page.getByRole('menuitem', { name: answer }).click();
}

/** As whoever is logged in on the page, makes a user who may read everything but the server's settings. */
async function makeOnlooker(page: Page): Promise<Key> {
  const document = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      {
        Effect: 'Deny',
        Action: [
          'lambda:StopDurableExecution',
          'lambda:PauseDurableExecution',
          'lambda:SendDurableExecutionCallback*',
          'lambda:InvokeFunction',
          'perdure:GetServer',
        ],
        Resource: '*',
      },
    ],
  };
  const key = await page.evaluate(`(async () => {
    const session = await (await fetch('/perdure/auth/session')).json();
    const ask = async (method, path, body) => {
      const answer = await fetch('/perdure/auth/users/onlooker' + path, {
        method,
        headers: { 'content-type': 'application/json', 'x-perdure-csrf': session.CsrfToken },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(await answer.text());
      return answer.status === 204 ? undefined : answer.json();
    };
    await ask('PUT', '');
    await ask('PUT', '/policies/look', { PolicyDocument: ${JSON.stringify(document)} });
    const made = await ask('POST', '/access-keys');
    return { accessKeyId: made.AccessKeyId, secretAccessKey: made.SecretAccessKey };
  })()`);
  return key as Key;
}
