// One durable function invokes another: from the invoke to the code after it, with a history of so many operations before it.
// A round trip is two invocations of the caller's and one of the other function, and two letters between them.

import { invokePath } from '../deploy.ts';
import { Caller } from '../load.ts';
import { median, percentile } from '../statistics.ts';
import { type Row, round } from '../table.ts';

export interface ChainedInvokesWorkload {
  functionName: string;
  target: string;
  /** Steps of the caller before its first invoke. */
  histories: readonly number[];
  invokes: number;
}

export async function measureChainedInvokes(
  endpoint: string,
  { functionName, target, histories, invokes }: ChainedInvokesWorkload,
): Promise<Row[]> {
  const caller = await Caller.open(endpoint);
  const run = async (steps: number): Promise<number[]> => {
    const event = JSON.stringify({ steps, invokes, target });
    const answer = await caller.call('POST', invokePath(functionName), event);
    if (!answer.body.startsWith('[')) throw new Error(`unexpected answer: ${answer.status} ${answer.body}`);
    return JSON.parse(answer.body) as number[];
  };
  await run(0);
  const rows: Row[] = [];
  for (const steps of histories) {
    const roundTrips = await run(steps);
    rows.push({
      'operations before': steps,
      invokes,
      'p50 ms': round(median(roundTrips), 2),
      'p99 ms': round(percentile(roundTrips, 0.99), 2),
    });
  }
  caller.close();
  return rows;
}
