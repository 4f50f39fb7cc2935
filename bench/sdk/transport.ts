// What a checkpoint request costs the function, by the means of sending it: CPU per request of the sending process,
// the server being another one. Run with `node bench/sdk/transport.ts`.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DurableExecutionApiClient } from '@perdure/sdk';

const CONCURRENCY = 16;
const WARM_UP = 5000;
const REQUESTS = 40_000;

const operation = (id: string) => ({
  Id: id,
  Type: 'STEP',
  SubType: 'Step',
  Name: 'charge',
  Status: 'SUCCEEDED',
  StartTimestamp: 1_790_000_000.123,
  EndTimestamp: 1_790_000_000.456,
  StepDetails: { Attempt: 1, Result: '{"total":42}' },
});
const executionArn = 'arn:aws:lambda:us-east-1:1:function:f:1/durable-execution/name/id';
const update = { Id: 'c4ca4238a0b92382', SubType: 'Step', Type: 'STEP' as const, Name: 'charge' };
const checkpoint = {
  CheckpointToken: 'dG9rZW4'.repeat(20),
  Updates: [
    { ...update, Action: 'START' as const },
    { ...update, Action: 'SUCCEED' as const, Payload: '{"total":42}' },
  ],
  ClientToken: '6f1f6c61-6b0a-4f0c-9f3f-0f6f3f6f1f6c',
};
const requestBytes = Buffer.byteLength(JSON.stringify(checkpoint));
const responseBody = JSON.stringify({
  CheckpointToken: 'dG9rZW4'.repeat(20),
  NewExecutionState: { Operations: [operation('c4ca4238a0b92382')] },
});
const path =
  '/2025-12-01/durable-executions/arn%3Aaws%3Alambda%3Aus-east-1%3A1%3Afunction%3Af%3A1/checkpoint';

function serve(): void {
  const server = createServer((incoming, outgoing) => {
    incoming.resume();
    incoming.on('end', () => {
      outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': responseBody.length });
      outgoing.end(responseBody);
    });
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

type Send = () => Promise<unknown>;

function viaPerdure(port: number): Send {
  process.env.AWS_ENDPOINT_URL_LAMBDA = `http://127.0.0.1:${port}`;
  const client = new DurableExecutionApiClient();
  const { CheckpointToken, Updates } = checkpoint;
  return () => client.checkpoint({ DurableExecutionArn: executionArn, CheckpointToken, Updates });
}

function viaHttp(port: number): Send {
  const agent = new Agent({ keepAlive: true });
  const headers = { 'content-type': 'application/json', 'content-length': requestBytes };
  return () =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        { agent, host: '127.0.0.1', port, path, method: 'POST', headers },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
        },
      );
      outgoing.on('error', reject);
      outgoing.end(JSON.stringify(checkpoint));
    });
}

const viaFetch =
  (port: number): Send =>
  async () => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      body: JSON.stringify(checkpoint),
      headers: { 'content-type': 'application/json' },
    });
    return response.json();
  };

async function sendMany(send: Send, count: number): Promise<void> {
  let left = count;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await send();
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

async function measure(name: string, send: Send): Promise<void> {
  await sendMany(send, WARM_UP);
  const cpu = process.cpuUsage();
  const start = performance.now();
  await sendMany(send, REQUESTS);
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const micros = (user + system) / REQUESTS;
  console.log(
    `${name.padEnd(22)} ${micros.toFixed(1).padStart(6)} µs CPU/request  ${Math.round(REQUESTS / seconds)} requests/s`,
  );
}

if (process.argv[2] === 'serve') serve();
else {
  const server = fork(import.meta.filename, ['serve']);
  const [port] = await once(server, 'message');
  console.log(`${CONCURRENCY} at a time, ${REQUESTS} requests, Node ${process.version}`);
  await measure('Perdure', viaPerdure(Number(port)));
  await measure('node:http, keep-alive', viaHttp(Number(port)));
  await measure('fetch', viaFetch(Number(port)));
  server.kill();
}
