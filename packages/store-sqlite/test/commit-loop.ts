// A program for the tests: `node commit-loop.ts <directory> [commits]` opens the store and commits in groups, until it is
// killed or has made that many commits. After each it prints the version that all of its orders have now reached.

import { openSqliteStore } from '@perdure/store-sqlite';
import { orderChange, orderId } from './orders.ts';

const ORDERS = 8;
const orders = Array.from({ length: ORDERS }, (_, number) => number);

const [directory = '', commits = 'Infinity'] = process.argv.slice(2);
const store = await openSqliteStore({ directory });
const [found] = await store.read([orderId(0)]);
const versionBefore = found?.version ?? 0;
process.stdout.write(`${versionBefore}\n`);
for (let made = 0; made < Number(commits); made++) {
  const version = versionBefore + made;
  const outcomes = await store.commit(orders.map((number) => orderChange(number, version)));
  if (outcomes.some((outcome) => outcome !== 'committed')) throw new Error(outcomes.join());
  process.stdout.write(`${version + 1}\n`);
}
await store.close();
