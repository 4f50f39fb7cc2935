// npm run bench:testing: our testing library beside AWS's, one after the other on this machine.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describeMachine } from '../machine.ts';
import { printTable, round } from '../table.ts';

const run = promisify(execFile);
const program = fileURLToPath(new URL('measure.ts', import.meta.url));

type Figures = Record<string, number>;

async function measure(library: 'aws' | 'perdure'): Promise<Figures> {
  const { stdout } = await run(process.execPath, [program, library]);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}');
}

console.log(describeMachine());
const perdure = await measure('perdure');
const aws = await measure('aws');
const digits = 2;
printTable(
  'Local test runners with skipped time, medians in ms',
  Object.entries(perdure).map(([what, ours]) => {
    const theirs = aws[what];
    return {
      what,
      AWS: theirs === undefined ? '' : round(theirs, digits),
      Perdure: round(ours, digits),
      times: theirs === undefined ? '' : round(theirs / ours, 0),
    };
  }),
);
