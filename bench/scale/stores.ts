// The data directories that the measurements are taken on: filled when they are asked for, or found filled from the last time.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServerProcess } from '../../tools/server-process.ts';
import { deploy } from '../deploy.ts';
import { type FillOptions, fillStore } from './fill-store.ts';
import { archiveFunctions, archivePlan, durable, sleeperFunction, sleeperPlan } from './plans.ts';

/** An execution every two seconds makes a million in 23 days, well within their retention. */
const ARCHIVE_EVERY_MILLIS = 2000;
const SLEEPER_EVERY_MILLIS = 100;
/** Nobody falls due while the store is measured, even if it is kept for some weeks. */
const SLEEPS = { first: 60, last: 360 };
const ENVIRONMENT_CONCURRENCY = 256;

const kinds = {
  archive: {
    functionNames: archiveFunctions,
    plan: archivePlan,
    everyMillis: ARCHIVE_EVERY_MILLIS,
  },
  sleepers: {
    functionNames: [sleeperFunction],
    plan: sleeperPlan(SLEEPS),
    everyMillis: SLEEPER_EVERY_MILLIS,
  },
} as const;

export type StoreKind = keyof typeof kinds;

/** Answers the data directory, filled with so many executions. */
export async function filledStore(parent: string, kind: StoreKind, executions: number): Promise<string> {
  const directory = join(parent, `${kind}-${executions}`);
  const mark = join(directory, 'filled');
  if (existsSync(mark)) {
    console.log(`${directory}: filled ${readFileSync(mark, 'utf8')}`);
    return directory;
  }
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const { functionNames, plan, everyMillis } = kinds[kind];
  await deployAll(directory, functionNames);
  const options: FillOptions = {
    directory,
    functionNames,
    durable,
    executions,
    plan,
    to: Date.now(),
    everyMillis,
  };
  const perSecond = await fillStore(options);
  console.log(`${directory}: ${Math.round(perSecond)} executions written in a second`);
  writeFileSync(mark, new Date().toISOString());
  return directory;
}

/** All functions run the same code: whatever they do has been played. */
async function deployAll(directory: string, functionNames: readonly string[]): Promise<void> {
  const server = await ServerProcess.start(directory);
  try {
    for (const name of [...functionNames]) {
      await deploy(server.endpoint, {
        file: 'sleeper',
        name,
        environmentConcurrency: ENVIRONMENT_CONCURRENCY,
        durable,
      });
    }
  } finally {
    await server.stop();
  }
}
