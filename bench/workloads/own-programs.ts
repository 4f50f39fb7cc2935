// Measurements that are programs of their own, each with its own server.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Orders before those that count: a function is slow until its code is compiled, as every program is. */
const WARM_UP_ORDERS = 400;

/** A burst of orders in the coffee shop, as before a keynote; prints how they ended and how long until they were queued. */
export function measureOrders(orders: number, ratePerSecond: number): Promise<void> {
  console.log(
    `\nThe coffee shop: ${orders} orders at ${ratePerSecond} a second, after ${WARM_UP_ORDERS} others`,
  );
  return run('../../examples/serverless-espresso/app/espresso.ts', [
    ...['--port', '0', '--orders', String(orders), '--rate', String(ratePerSecond)],
    ...['--warm-up', String(WARM_UP_ORDERS)],
  ]);
}

/** The console's pages in Chromium, from the address to the first row. */
export function measureConsole(): Promise<void> {
  console.log('\nThe pages of the console');
  return run('../../packages/console/test/measure.ts', []);
}

/** Its output is this program's. */
async function run(file: string, args: readonly string[]): Promise<void> {
  const program = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'inherit', 'ignore'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${program} ended with ${code}; run it alone to see why.`);
}
