// Synchronous executions of 1, 10 and 100 sequential steps.

import type { ServerProcess } from '../../tools/server-process.ts';
import { invokePath } from '../deploy.ts';
import { runLoad } from '../load.ts';
import { median, percentile } from '../statistics.ts';
import { printTable, type Row, round } from '../table.ts';

const MICROS_PER_MILLI = 1000;

export interface StepsWorkload {
  functionName: string;
  title: string;
  steps: readonly number[];
  concurrency: readonly number[];
  millis: number;
}

export async function measureSteps(server: ServerProcess, workload: StepsWorkload): Promise<void> {
  const { endpoint } = server;
  const rows: Row[] = [];
  for (const steps of workload.steps) {
    for (const concurrency of workload.concurrency) {
      const body = JSON.stringify({ steps });
      const path = invokePath(workload.functionName);
      let ended = 0;
      const processorBefore = server.processorMillis();
      const options = { concurrency, warmUpMillis: workload.millis / 2, millis: workload.millis };
      const { latencies, seconds } = await runLoad(endpoint, options, async (caller) => {
        const answer = await caller.call('POST', path, body);
        const sum = (steps * (steps - 1)) / 2;
        if (answer.body !== String(sum))
          throw new Error(`unexpected answer: ${answer.status} ${answer.body}`);
        ended += 1;
      });
      const processorMicros = (server.processorMillis() - processorBefore) * MICROS_PER_MILLI;
      const executions = latencies.length / seconds;
      rows.push({
        steps,
        concurrency,
        'executions/s': round(executions, 0),
        'steps/s': round(executions * steps, 0),
        'p50 ms': round(median(latencies), 2),
        'p99 ms': round(percentile(latencies, 0.99), 2),
        // Says more than the clock does where other programs run too.
        'server µs of CPU/step': round(processorMicros / (ended * steps), 0),
      });
    }
  }
  printTable(workload.title, rows);
}
