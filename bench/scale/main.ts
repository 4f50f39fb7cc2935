// npm run bench:scale [-- --executions 1000000 --only fill,starts,calls,wakes,pages --stores DIR]: what a million stored
// executions cost, beside a thousand.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine, syncMillis } from '../machine.ts';
import { printTable, round } from '../table.ts';
import { measureCalls } from './calls.ts';
import { measurePages } from './pages.ts';
import { measureStarts } from './starts.ts';
import { filledStore } from './stores.ts';
import { measureWakes } from './wakes.ts';

const { values } = parseArgs({
  options: {
    executions: { type: 'string', default: '1000000' },
    only: { type: 'string', default: 'fill,starts,calls,wakes,pages' },
    rounds: { type: 'string', default: '300' },
    /** Where filled stores are kept for the next time. Default: they are removed. */
    stores: { type: 'string' },
  },
});
const parts = new Set(values.only.split(','));
const executions = Number(values.executions);
const FEW = 1000;

const parent = values.stores ?? mkdtempSync(join(tmpdir(), 'perdure-scale-'));
mkdirSync(parent, { recursive: true });
console.log(`${describeMachine()}; fdatasync of 4 KiB: ${round(syncMillis(parent), 2)} ms`);
const few = () => filledStore(parent, 'archive', FEW);
const many = () => filledStore(parent, 'archive', executions);
const sleepers = () => filledStore(parent, 'sleepers', executions);
try {
  if (parts.has('fill')) {
    for (const store of [few, many, sleepers]) await store();
  }
  if (parts.has('starts')) {
    printTable('From the start of the process to serving', [
      await measureStarts(await few()),
      await measureStarts(await many()),
      await measureStarts(await sleepers()),
    ]);
  }
  if (parts.has('calls')) {
    const title = `Calls one after the other, with ${FEW} and with ${executions} stored executions`;
    printTable(title, await measureCalls(await few(), await many(), Number(values.rounds)));
  }
  if (parts.has('pages')) {
    const title = `Pages of the console, with ${FEW} and with ${executions} stored executions`;
    printTable(title, await measurePages(await few(), await many()));
  }
  if (parts.has('wakes')) {
    printTable('1,000 executions that fall due in the same second', [await measureWakes(await sleepers())]);
  }
} finally {
  if (values.stores === undefined) rmSync(parent, { recursive: true, force: true });
}
