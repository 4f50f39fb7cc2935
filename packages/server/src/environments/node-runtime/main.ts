// The program that runs in every Node.js environment: loads the handler, then takes invocations one after the other.
//
// It imports nothing but Node's own modules: what it loads, the function pays for at every cold start.

import { AsyncLocalStorage } from 'node:async_hooks';
import { callHandler } from './call-handler.ts';
import { installConsole } from './console-lines.ts';
import type { ErrorReport } from './error-report.ts';
import { reportError } from './error-report.ts';
import { createContext } from './invocation-context.ts';
import type { Handler } from './load-handler.ts';
import { loadHandler } from './load-handler.ts';
import type { Invocation } from './runtime-connection.ts';
import { RuntimeConnection } from './runtime-connection.ts';
import { installStreaming } from './streamed-responses.ts';

/** Exit statuses of Lambda's own runtime. */
const exitStatus = { serverLost: 1, initFailed: 1, unhandledRejection: 128, uncaughtException: 129 } as const;

const env = process.env;
const endpoint = env.AWS_LAMBDA_RUNTIME_API ?? '';
const concurrency = Number(env.AWS_LAMBDA_MAX_CONCURRENCY ?? 1);
const running = new Map<string, RuntimeConnection>();
const current = new AsyncLocalStorage<string>();
const whenIdleWaiting: (() => void)[] = [];
let isAbandoned = false;

function open(): RuntimeConnection {
  // A server that is gone will not come back under this address, and nobody else would end this process.
  return new RuntimeConnection(endpoint, () => process.exit(exitStatus.serverLost));
}

function whenIdle(): Promise<void> {
  return new Promise((resolve) => whenIdleWaiting.push(resolve));
}

/**
 * When the server reads slower than the function prints, Node keeps the rest in memory. What was printed before an answer
 * must be on its way before the answer is.
 */
async function outputWritten(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.writableLength > 0) await new Promise((resolve) => stream.write('', resolve));
  }
}

async function answer(
  handler: Handler,
  invocation: Invocation,
  connection: RuntimeConnection,
): Promise<void> {
  const { requestId, traceId } = invocation;
  const isAlone = concurrency === 1;
  // Left from the invocation before, it would join this one to a trace that it has no part in.
  if (isAlone) delete env._X_AMZN_TRACE_ID;
  if (isAlone && traceId !== undefined) env._X_AMZN_TRACE_ID = traceId;
  try {
    const context = createContext(invocation);
    const body = await callHandler(handler, invocation.payload, context, isAlone ? whenIdle : undefined);
    connection.hold(requestId, 'response', body);
  } catch (thrown) {
    const report = reportError(thrown);
    console.error('Invoke Error', JSON.stringify(report));
    connection.hold(requestId, 'error', JSON.stringify(report));
  } finally {
    whenIdleWaiting.length = 0;
  }
  if (process.stdout.writableLength + process.stderr.writableLength > 0) await outputWritten();
}

async function takeInvocations(handler: Handler, connection: RuntimeConnection): Promise<never> {
  for (;;) {
    const invocation = await connection.next();
    const { requestId } = invocation;
    running.set(requestId, connection);
    // Alone, the process may run empty while the handler does: `beforeExit` tells.
    if (concurrency === 1) connection.keepsAlive(false);
    await current.run(requestId, () => answer(handler, invocation, connection));
    if (concurrency === 1) connection.keepsAlive(true);
    running.delete(requestId);
    // What this process still took would be lost with it.
    if (isAbandoned) await new Promise(() => {});
  }
}

/** Reports the error for the invocation that it belongs to, then ends: the state of the process is not known any more. */
async function abandon(report: ErrorReport, status: number): Promise<void> {
  const [only] = running.size === 1 ? running.keys() : [];
  const requestId = current.getStore() ?? only;
  const connection = requestId === undefined ? undefined : running.get(requestId);
  console.error(report.errorType, JSON.stringify(report));
  isAbandoned = true;
  await outputWritten();
  connection?.keepsAlive(true);
  await connection?.post(`/invocation/${requestId}/error`, JSON.stringify(report));
  process.exit(status);
}

function watch(): void {
  // The server holds the other end. When it dies, even by SIGKILL, the system closes it.
  process.stdin.on('end', () => process.exit(exitStatus.serverLost));
  process.stdin.on('error', () => process.exit(exitStatus.serverLost));
  process.stdin.resume();
  if ('unref' in process.stdin && typeof process.stdin.unref === 'function') process.stdin.unref();
  process.on('beforeExit', () => {
    for (const resolve of whenIdleWaiting.splice(0)) resolve();
  });
  process.on('uncaughtException', (error) => {
    void abandon(reportError(error), exitStatus.uncaughtException);
  });
  process.on('unhandledRejection', (reason) => {
    const { errorType, errorMessage, trace } = reportError(reason);
    void abandon(
      {
        errorType: 'Runtime.UnhandledPromiseRejection',
        errorMessage: `${errorType}: ${errorMessage}`,
        trace,
      },
      exitStatus.unhandledRejection,
    );
  });
}

installConsole(() => current.getStore());
installStreaming();
watch();
const first = open();
try {
  const handler = await loadHandler(env.LAMBDA_TASK_ROOT ?? process.cwd(), env._HANDLER ?? '');
  const others = Array.from({ length: concurrency - 1 }, open);
  await Promise.all([first, ...others].map((connection) => takeInvocations(handler, connection)));
} catch (thrown) {
  const report = reportError(thrown);
  console.error('Init Error', JSON.stringify(report));
  await outputWritten();
  await first.post('/init/error', JSON.stringify(report));
  process.exit(exitStatus.initFailed);
}
