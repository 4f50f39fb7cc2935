// From the answer of a callback to the end of the execution that waited for it.

import {
  GetDurableExecutionHistoryCommand,
  InvokeCommand,
  type LambdaClient,
  SendDurableExecutionCallbackSuccessCommand,
} from '@aws-sdk/client-lambda';
import { invokePath } from '../deploy.ts';
import { Caller } from '../load.ts';
import { median, percentile } from '../statistics.ts';
import { type Row, round } from '../table.ts';

/** One at a time: start synchronously, answer once the callback is open and its invocation over, wait for the result. */
export async function measureCallbacks(
  endpoint: string,
  client: LambdaClient,
  functionName: string,
  rounds: number,
): Promise<Row> {
  const caller = await Caller.open(endpoint);
  const latencies: number[] = [];
  for (let index = 0; index < rounds; index += 1) {
    const name = `callback-${process.pid}-${index}`;
    const headers = `X-Amz-Durable-Execution-Name: ${name}\r\n`;
    // Started first, so that its ARN is known; the synchronous call then waits for the same execution.
    const started = await client.send(
      new InvokeCommand({
        FunctionName: functionName,
        Qualifier: '$LATEST',
        InvocationType: 'Event',
        DurableExecutionName: name,
        Payload: Buffer.from('{}'),
      }),
    );
    const callbackId = await openCallback(client, started.DurableExecutionArn ?? '');
    const done = caller.call('POST', invokePath(functionName), '{}', headers);
    const begin = performance.now();
    await client.send(
      new SendDurableExecutionCallbackSuccessCommand({
        CallbackId: callbackId,
        Result: Buffer.from('"paid"'),
      }),
    );
    await done;
    latencies.push(performance.now() - begin);
  }
  caller.close();
  return { rounds, 'p50 ms': round(median(latencies), 2), 'p99 ms': round(percentile(latencies, 0.99), 2) };
}

async function openCallback(client: LambdaClient, arn: string): Promise<string> {
  for (;;) {
    const { Events = [] } = await client.send(
      new GetDurableExecutionHistoryCommand({ DurableExecutionArn: arn, IncludeExecutionData: true }),
    );
    const started = Events.find((event) => event.EventType === 'CallbackStarted');
    const suspended = Events.some((event) => event.EventType === 'InvocationCompleted');
    const callbackId = started?.CallbackStartedDetails?.CallbackId;
    if (callbackId !== undefined && suspended) return callbackId;
  }
}
