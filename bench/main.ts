// npm run bench [-- --quick]: what the server does on this machine, with full durability.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ServerProcess } from '../tools/server-process.ts';
import { clientOf, deploy } from './deploy.ts';
import { describeMachine, syncMillis } from './machine.ts';
import { printTable, round } from './table.ts';
import { measureCallbacks } from './workloads/callbacks.ts';
import { measureChainedInvokes } from './workloads/chained-invokes.ts';
import { measureDeployments } from './workloads/deployments.ts';
import { measureGateway } from './workloads/gateway.ts';
import { measureConsole, measureOrders } from './workloads/own-programs.ts';
import { measureSleepers } from './workloads/sleepers.ts';
import { measureSteps } from './workloads/steps.ts';
import { measureTimers } from './workloads/timers.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    steps: { type: 'string', default: '1,10,100' },
    concurrency: { type: 'string', default: '1,16,64,256' },
    only: {
      type: 'string',
      default: 'steps,callbacks,chained,timers,gateway,deployments,sleepers,orders,console',
    },
    data: { type: 'string', default: tmpdir() },
  },
});
const parts = new Set(values.only.split(','));
const millis = values.quick ? 1500 : 5000;
const SHARED_CONCURRENCY = 256;
/** More processes than this do nothing but wait for the two processors. */
const ALONE_CONCURRENCY_MAX = 16;
const BYTES_PER_MIB = 1024 ** 2;

const directory = mkdtempSync(join(values.data, 'perdure-bench-'));
console.log(`${describeMachine()}; fdatasync of 4 KiB: ${round(syncMillis(directory), 2)} ms`);

const server = await ServerProcess.start(directory);
const { endpoint } = server;
const client = clientOf(endpoint);
try {
  for (const file of ['steps', 'sleeper', 'callback', 'chained']) {
    await deploy(endpoint, { file, name: file, environmentConcurrency: SHARED_CONCURRENCY });
  }
  await deploy(endpoint, { file: 'steps', name: 'steps-alone', environmentConcurrency: 1 });
  if (parts.has('steps')) {
    const steps = values.steps.split(',').map(Number);
    const concurrency = values.concurrency.split(',').map(Number);
    await measureSteps(server, {
      functionName: 'steps',
      title: 'Sequential steps, one environment shared by all invocations',
      steps,
      concurrency,
      millis,
    });
    await measureSteps(server, {
      functionName: 'steps-alone',
      title: 'Sequential steps, environments that take one invocation at a time',
      steps,
      concurrency: concurrency.filter((callers) => callers <= ALONE_CONCURRENCY_MAX),
      millis,
    });
    console.log(`server memory after this load: ${round(server.memoryBytes() / BYTES_PER_MIB, 0)} MiB`);
  }
  if (parts.has('callbacks')) {
    const rounds = values.quick ? 100 : 400;
    printTable('Callback answered to execution done', [
      await measureCallbacks(endpoint, client, 'callback', rounds),
    ]);
  }
  if (parts.has('chained')) {
    const workload = {
      functionName: 'chained',
      target: 'steps:$LATEST',
      histories: [10, 100, 1000, 2700],
      invokes: values.quick ? 20 : 100,
    };
    printTable(
      'A durable function invokes another: from the invoke to the code after it',
      await measureChainedInvokes(endpoint, workload),
    );
  }
  if (parts.has('timers')) {
    const spreadMillis = 2000;
    const many = values.quick ? 2000 : 10_000;
    printTable('Lateness of timers, due spread over 2 s', [
      await measureTimers(endpoint, client, 'sleeper', { sleepers: 500, seconds: 3, spreadMillis }),
      await measureTimers(endpoint, client, 'sleeper', { sleepers: many, seconds: 20, spreadMillis }),
    ]);
  }
  if (parts.has('gateway')) {
    await measureGateway(endpoint, {
      functionName: 'callback',
      orders: values.quick ? 100 : 500,
      ratePerSecond: 50,
      concurrency: [1, ALONE_CONCURRENCY_MAX],
      millis: values.quick ? 500 : 2000,
    });
  }
  if (parts.has('deployments')) {
    const rounds = values.quick ? 2 : 5;
    printTable('Deploying the coffee shop, four functions', await measureDeployments(endpoint, rounds));
  }
  if (parts.has('sleepers')) {
    const sleepers = values.quick ? 5000 : 50_000;
    printTable('Sleeping executions', [await measureSleepers(server, directory, 'sleeper', sleepers)]);
  }
} finally {
  client.destroy();
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
}
if (parts.has('orders')) await measureOrders(values.quick ? 100 : 500, 50);
if (parts.has('console')) await measureConsole();
