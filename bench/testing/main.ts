// npm run bench:testing: our testing library beside AWS's, one after the other on this machine.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describeMachine } from '../machine.ts';
import { printTable, round } from '../table.ts';

const run = promisify(execFile);
const program = fileURLToPath(new URL('measure.ts', import.meta.url));

/** As measure.ts prints them. */
type Figures = Record<string, { elapsed: number; processor?: number }>;

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
    const shown = (figure: number | undefined): string => (figure === undefined ? '' : round(figure, digits));
    return {
      what,
      AWS: shown(theirs?.elapsed),
      Perdure: shown(ours.elapsed),
      'of the processor': shown(ours.processor),
      times: theirs === undefined ? '' : round(theirs.elapsed / ours.elapsed, 0),
    };
  }),
);
