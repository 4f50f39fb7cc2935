// `npm run demo`: one order from start to end, on a server of its own.
//
//   --yes        answer the payment without asking (so it is without a terminal, too)
//   --crash      kill the server twice on the way: inside a step, and while the order waits for its payment
//   --data DIR   keep everything in DIR instead of a fresh temporary directory
//   --port N     use this port instead of a free one

import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  attendExecution,
  deployFunction,
  type ExecutionDetails,
  historyTable,
  LambdaApi,
  palette,
  processTerminal,
  ServerProcess,
  summaryText,
  type Terminal,
} from '@perdure/cli';
import { CrashPlan, longInvocationSeconds, searchingForLong } from './demo/crash-plan.ts';
import { guaranteesReport } from './demo/guarantees-report.ts';
import { Payer, paid } from './demo/payer.ts';
import { Journal } from './journal.ts';

const FUNCTION_NAME = 'order';
const here = import.meta.dirname;

interface Choices {
  yes: boolean;
  crash: boolean;
  data: string | undefined;
  port: number;
}

const terminal = processTerminal();
try {
  process.exitCode = await demo(readChoices(), terminal);
} catch (error) {
  terminal.err(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  terminal.close();
}

function readChoices(): Choices {
  const { values } = parseArgs({
    options: {
      yes: { type: 'boolean', default: false },
      crash: { type: 'boolean', default: false },
      data: { type: 'string' },
      port: { type: 'string', default: '0' },
    },
  });
  return { yes: values.yes, crash: values.crash, data: values.data, port: Number(values.port) };
}

async function demo(choices: Choices, screen: Terminal): Promise<number> {
  const directory = resolve(choices.data ?? (await mkdtemp(join(tmpdir(), 'perdure-demo-'))));
  heading(screen, '1. A server', `npx perdure start --data ${directory}`);
  const server = await ServerProcess.start(directory, choices.port);
  // However the demo ends, its server does not outlive it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      server.killNow();
      process.kill(process.pid, signal);
    });
  }
  screen.out(`listens on ${server.endpoint}\n`);
  try {
    return await placeOrder(choices, screen, server, directory);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason}\nWhat the server said is in ${server.logFile}`);
  } finally {
    await server.stop();
  }
}

async function placeOrder(
  choices: Choices,
  screen: Terminal,
  server: ServerProcess,
  directory: string,
): Promise<number> {
  const api = new LambdaApi(server.endpoint);
  const journal = new Journal(join(directory, 'outside-world'));

  heading(screen, '2. A durable function', 'npx perdure deploy examples/order/order.ts --name order');
  await deployFunction(api, {
    file: join(here, 'order.ts'),
    functionName: FUNCTION_NAME,
    environment: { ORDER_WORLD: join(directory, 'outside-world'), ...(choices.crash && searchingForLong) },
    ...(choices.crash && { timeoutSeconds: longInvocationSeconds }),
  });
  screen.out('deployed\n');

  heading(screen, '3. An order', 'npx perdure invoke order --event examples/order/events/order.json --watch');
  const payload = await readFile(join(here, 'events/order.json'), 'utf8');
  const executionName = `order-${Date.now()}`;
  const { executionArn } = await api.start({
    functionName: FUNCTION_NAME,
    qualifier: '$LATEST',
    payload,
    executionName,
  });
  const crashes = new CrashPlan(server, journal, screen);
  const payer = new Payer(api, screen);
  const asksPerson = screen.interactive && !choices.yes;
  await attendExecution(api, executionArn, screen, {
    watch: true,
    answerCallbacks: asksPerson,
    suggestedResult: paid,
    between: async (view) => {
      if (choices.crash) await crashes.look(view);
      // Paid at once, the order would not wait for its payment when the server is to be killed.
      if (!asksPerson && (!choices.crash || crashes.isOver)) await payer.look(view);
    },
  });

  const execution = await api.getExecution(executionArn);
  const events = await Array.fromAsync(api.history(executionArn));
  screen.out(`${summaryText(execution)}\n\n${historyTable(events, palette(screen), screen.columns).text}\n`);
  const report = guaranteesReport(events, journal.lines(), crashes.count);
  if (choices.crash) screen.out(`\n${report.text}\n`);
  whereNext(screen, execution, directory);
  return execution.Status === 'SUCCEEDED' && report.kept ? 0 : 1;
}

function heading(screen: Terminal, title: string, command: string): void {
  const colours = palette(screen);
  screen.out(`\n${colours.strong(title)}  ${colours.faint(`$ ${command}`)}\n`);
}

function whereNext(
  screen: Terminal,
  { DurableExecutionArn: arn }: ExecutionDetails,
  directory: string,
): void {
  const lines = [
    '',
    palette(screen).strong('Where to look next'),
    'The function:   examples/order/order.ts',
    `The server:     npx perdure start --data ${directory}`,
    'The executions: npx perdure execution list order',
    `The history:    npx perdure execution history '${arn}'`,
    'With crashes:   npm run demo -- --crash',
  ];
  screen.out(`${lines.join('\n')}\n`);
}
