// `npm run espresso`: the whole shop on this machine, from its template.
//
//   --data DIR      keep everything in DIR instead of a fresh temporary directory
//   --port N        port of the pages (default 8080; 0 takes a free one)
//   --host ADDRESS  address of the pages (default 127.0.0.1; 0.0.0.0 lets phones in)
//   --orders N      then place N orders, with baristas who accept, ignore and cancel, and end with the numbers
//   --rate N        orders in a second (default 50)
//   --work-seconds N    how long a barista takes to accept an order, and again to make it (default 10)
//   --warm-up N     as many orders before those that are counted (default 0)
//   --capacity N    orders that the shop takes at a time (default 20; with --orders as many as there are)
//   --answer-seconds N  how long an order waits for a barista (default 120; with --orders 30)

import { mkdtemp } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { deployStack, LambdaApi, palette, processTerminal, ServerProcess } from '@perdure/cli';
import { renderUnicodeCompact } from 'uqr';
import { burstReport } from './burst-report.ts';
import { LiveHub } from './live-hub.ts';
import { placeOrders } from './order-burst.ts';
import { PageServer } from './page-server.ts';

const template = join(import.meta.dirname, '../template.yaml');
const PORT_DEFAULT = '8080';
const RATE_DEFAULT = '50';
const WORK_SECONDS_DEFAULT = '10';
const MILLIS_PER_SECOND = 1000;
/** Every server has it: environments that run many invocations at a time. */
const SHARED_ENVIRONMENTS = 'arn:aws:lambda:us-east-1:000000000000:capacity-provider:perdure';
const BURST_ANSWER_SECONDS = '30';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    port: { type: 'string', default: PORT_DEFAULT },
    host: { type: 'string', default: '127.0.0.1' },
    orders: { type: 'string' },
    rate: { type: 'string', default: RATE_DEFAULT },
    'work-seconds': { type: 'string', default: WORK_SECONDS_DEFAULT },
    'warm-up': { type: 'string', default: '0' },
    capacity: { type: 'string' },
    'answer-seconds': { type: 'string' },
  },
});
const orders = values.orders === undefined ? undefined : Number(values.orders);

const terminal = processTerminal();
const colours = palette(terminal);
const directory = resolve(values.data ?? (await mkdtemp(join(tmpdir(), 'perdure-espresso-'))));

terminal.err('A server …\n');
const server = await ServerProcess.start(directory, 0);
// A burst is cut off, and its server does not outlive it. An open shop is closed in order, below.
for (const signal of orders === undefined ? [] : (['SIGINT', 'SIGTERM'] as const)) {
  process.once(signal, () => {
    server.killNow();
    process.kill(process.pid, signal);
  });
}
await using hub = await LiveHub.open();
try {
  await open();
} catch (error) {
  terminal.err(`espresso: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await server.stop();
  terminal.close();
}

async function open(): Promise<void> {
  terminal.err(`The template ${relative(process.cwd(), template)} …\n`);
  const stack = await deployStack(
    new LambdaApi(server.endpoint),
    {
      file: template,
      stackName: 'espresso',
      parameterOverrides: parameters(),
    },
    (done) => terminal.err(`  ${colours.good('✔')} ${done}\n`),
  );
  const apiUrl = stack.Document.Outputs?.find(({ OutputKey }) => OutputKey === 'ApiUrl')?.OutputValue ?? '';
  await using pages = await PageServer.open({ apiUrl, hub, host: values.host, port: Number(values.port) });
  const origin = `http://${shownHost(values.host)}:${pages.port}`;
  if (orders !== undefined) {
    const rate = Number(values.rate);
    const warmUp = Number(values['warm-up']);
    if (warmUp > 0) await placeOrders({ apiUrl, hub, orders: warmUp, rate });
    const workMillis = Number(values['work-seconds']) * MILLIS_PER_SECOND;
    const burst = await placeOrders({ apiUrl, hub, orders, rate, workMillis });
    terminal.out(`${burstReport(burst)}\n`);
    return;
  }
  terminal.out(`${await welcome(origin, apiUrl)}\n`);
  terminal.err('Ctrl-C closes the shop.\n');
  await terminal.interrupted();
}

function parameters(): string[] {
  const burst = orders === undefined ? {} : { capacity: String(orders), seconds: BURST_ANSWER_SECONDS };
  const { capacity = burst.capacity, 'answer-seconds': seconds = burst.seconds } = values;
  return [
    `LiveUrl=${hub.publishUrl}`,
    `CapacityProviderArn=${SHARED_ENVIRONMENTS}`,
    ...(capacity === undefined ? [] : [`Capacity=${capacity}`]),
    ...(seconds === undefined ? [] : [`AnswerSeconds=${seconds}`]),
  ];
}

async function welcome(origin: string, apiUrl: string): Promise<string> {
  const { code } = (await (await fetch(`${apiUrl}/shop`)).json()) as { code: string };
  const order = `${origin}/order?code=${code}`;
  return [
    '',
    renderUnicodeCompact(order),
    '',
    `Order:    ${order}`,
    `Barista:  ${origin}/barista`,
    `Display:  ${origin}/display`,
    `Console:  ${server.endpoint}/perdure/console/`,
    '',
    `In another terminal: export PERDURE_ENDPOINT=${server.endpoint}`,
  ].join('\n');
}

/** What a phone in the same network can reach. */
function shownHost(host: string): string {
  if (host !== '0.0.0.0') return host;
  const addresses = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}
