// How late timers are: executions that each wait a whole number of seconds, their starts spread so that wake-ups are too.
// Lateness is the time from when the wait was due to when the handler went on after it.

import type { LambdaClient } from '@aws-sdk/client-lambda';
import { GetDurableExecutionHistoryCommand } from '@aws-sdk/client-lambda';
import { invokePath } from '../deploy.ts';
import { Caller } from '../load.ts';
import { median, percentile } from '../statistics.ts';
import { type Row, round } from '../table.ts';

const POLL_MILLIS = 200;
const STARTERS = 16;
const SAMPLE_MAX = 500;

export interface TimersWorkload {
  sleepers: number;
  /** How long each waits. */
  seconds: number;
  /** Over which their starts are spread, and so the times at which they are due. */
  spreadMillis: number;
}

const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

/** Measures a sample of them. */
export async function measureTimers(
  endpoint: string,
  client: LambdaClient,
  functionName: string,
  workload: TimersWorkload,
): Promise<Row> {
  const { sleepers, seconds } = workload;
  const arns = await startSpread(endpoint, functionName, workload);
  const stride = Math.max(1, Math.floor(arns.length / SAMPLE_MAX));
  const lateness: number[] = [];
  for (const [index, arn] of arns.entries()) {
    if (index % stride === 0) lateness.push(await latenessOf(client, arn));
  }
  return {
    sleepers,
    'wait s': seconds,
    'p50 ms': round(median(lateness)),
    'p99 ms': round(percentile(lateness, 0.99)),
    'max ms': round(Math.max(...lateness)),
  };
}

async function startSpread(
  endpoint: string,
  functionName: string,
  { sleepers, seconds, spreadMillis }: TimersWorkload,
): Promise<string[]> {
  const callers = await Promise.all(Array.from({ length: STARTERS }, () => Caller.open(endpoint)));
  const begin = performance.now();
  const arns: string[] = [];
  await Promise.all(
    callers.map(async (caller, lane) => {
      for (let index = lane; index < sleepers; index += STARTERS) {
        const due = begin + (index * spreadMillis) / sleepers;
        const ahead = due - performance.now();
        if (ahead > 1) await pause(ahead);
        const headers = 'X-Amz-Invocation-Type: Event\r\n';
        const answer = await caller.call(
          'POST',
          invokePath(functionName),
          JSON.stringify({ seconds }),
          headers,
        );
        const arn = /x-amz-durable-execution-arn: (\S+)/i.exec(answer.headers)?.[1];
        if (arn === undefined) throw new Error(`unexpected answer: ${answer.status} ${answer.body}`);
        arns.push(arn);
      }
    }),
  );
  for (const caller of callers) caller.close();
  return arns;
}

async function latenessOf(client: LambdaClient, arn: string): Promise<number> {
  for (;;) {
    const { Events = [] } = await client.send(
      new GetDurableExecutionHistoryCommand({ DurableExecutionArn: arn, IncludeExecutionData: true }),
    );
    const due = Events.find((event) => event.EventType === 'WaitStarted')?.WaitStartedDetails
      ?.ScheduledEndTimestamp;
    const result = Events.find((event) => event.EventType === 'ExecutionSucceeded');
    if (due !== undefined && result !== undefined) {
      return Number(result.ExecutionSucceededDetails?.Result?.Payload) - due.getTime();
    }
    await pause(POLL_MILLIS);
  }
}
