// The executions that pages are looked at with.

import type { World } from './world.ts';

export interface CoffeeShop {
  /** Waits for its barista. */
  waiting: string;
  /** Stopped by its customer. */
  cancelled: string;
  /** Has everything that an execution can hold. */
  everything: string;
  hostile: string;
}

const customers = ['Ada', 'Grace', 'Edsger', 'Barbara', 'Donald', 'Margaret', 'Alan', 'Frances'];

export async function openCoffeeShop(world: World): Promise<CoffeeShop> {
  await world.deploy('order');
  await world.deploy('shop');
  await world.deploy('greet');
  await world.deploy('hostile');
  await world.deploy('plain', { durable: false });
  await world.publish('greet', 'live');
  const order = (index: number, failures = 0) => ({
    orderId: `A-${20_417 + index}`,
    customer: customers[index % customers.length] ?? '',
    drinks: ['flat white', 'espresso'],
    failures,
  });
  const everything = world.run('shop', { child: 'greet:live' }, { name: 'monday-morning' });
  const waiting = await world.start('order', order(0, 2), { name: 'order-A-20417' });
  const cancelled = await world.start('order', order(1), { name: 'order-A-20418' });
  for (let index = 2; index < customers.length; index += 1) {
    await world.start('order', order(index), { name: `order-A-${20_417 + index}` });
  }
  const hostile = world.run('hostile', { note: '<script>window.attacked = true</script>' });
  await world.stop(cancelled, 'CancelledByCustomer', 'The customer changed her mind');
  return { waiting, cancelled, everything: await everything, hostile: await hostile };
}
