import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startWorker } from '@perdure/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Scene } from '../world/scene.ts';
import { World } from '../world/world.ts';

export function workerFacts(scene: Scene): void {
  let world: World;

  beforeAll(async () => {
    world = await World.start({ environmentsMax: 0 });
    await world.deploy('gate', { durable: false, timeout: 300 });
  });
  afterAll(() => world?.close());

  test('the settings list a worker while it is connected, how much it runs, and that it is leaving', async () => {
    const made = await fetch(`${world.endpoint}/perdure/worker-tokens`, {
      method: 'POST',
      body: JSON.stringify({ Name: 'shed' }),
    });
    const { Token } = (await made.json()) as { Token: string };
    const page = await scene.open('/settings');
    await page.goto(world.page('/settings'));
    await page.getByText("All functions run on the server's own machine.").waitFor();
    const worker = await startWorker({
      server: world.endpoint,
      token: Token,
      name: 'back-kitchen',
      environmentsMax: 3,
      directory: join(world.directory, 'back-kitchen'),
    });
    try {
      const row = page.getByRole('table', { name: 'Workers' }).getByRole('row', { name: /back-kitchen/ });
      await row.getByText('Connected', { exact: true }).waitFor();
      await row.getByText('0 of 3').waitFor();
      await row.getByText(/node/).waitFor();
      await row.getByText('127.0.0.1').waitFor();
      const [reached, opened] = ['reached', 'opened'].map((name) => join(world.directory, name)) as [
        string,
        string,
      ];
      await world.start('gate', { reached, opened });
      await row.getByText('1 of 3').waitFor();
      // An environment that is only starting holds nobody back.
      await expect.poll(() => existsSync(reached)).toBe(true);
      const left = worker.close(leaveMillisMax);
      await row.getByText('Leaving', { exact: true }).waitFor();
      writeFileSync(opened, '');
      await left;
      await row.waitFor({ state: 'detached' });
      expect(await page.getByText("All functions run on the server's own machine.").isVisible()).toBe(true);
    } finally {
      await worker.close(0);
    }
  });
}

/** Longer than a page takes to show it, on a busy machine. */
const leaveMillisMax = 120_000;
