// Deploying the coffee shop of the examples, by the command, as a process of its own: the first time, again without a change, and again
// with a change of every function.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median } from '../statistics.ts';
import { type Row, round } from '../table.ts';

const program = fileURLToPath(new URL('../../packages/cli/bin/perdure.js', import.meta.url));
const template = fileURLToPath(new URL('../../examples/serverless-espresso/template.yaml', import.meta.url));
const MILLIS_PER_SECOND = 1000;

const run = promisify(execFile);

export async function measureDeployments(endpoint: string, rounds: number): Promise<Row[]> {
  // Every variable of the shop goes to every function, so another secret publishes another version of the workflow.
  const first = [await deploySeconds(endpoint, 'first')];
  const unchanged: number[] = [];
  const changed: number[] = [];
  for (let index = 0; index < rounds; index += 1) {
    unchanged.push(await deploySeconds(endpoint, index === 0 ? 'first' : `secret-${index - 1}`));
    changed.push(await deploySeconds(endpoint, `secret-${index}`));
  }
  return [row('first', first), row('nothing changed', unchanged), row('every function changed', changed)];
}

const row = (deployment: string, seconds: readonly number[]): Row => ({
  deployment,
  'median s': round(median(seconds), 2),
  'most s': round(Math.max(...seconds), 2),
});

async function deploySeconds(endpoint: string, secret: string): Promise<number> {
  const words = ['deploy', template, '--endpoint', endpoint, '--parameter-overrides', `CodeSecret=${secret}`];
  const begin = performance.now();
  await run(process.execPath, [program, ...words]);
  return (performance.now() - begin) / MILLIS_PER_SECOND;
}
