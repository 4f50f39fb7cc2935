// Would new code break what runs? The open executions of a function are replayed with it, before it is deployed.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExecutionSummary, LambdaApi } from '../lambda-api.ts';
import type { ReplayAnswer, ReplayRequest, ReplayTask } from './replay-message.ts';

/** What a function would run. */
export interface CodeUnderCheck {
  /** Content by file name, as in the deployment package. */
  files: Readonly<Record<string, Uint8Array>>;
  /** As in the configuration: `index.handler`. */
  handler: string;
  environment?: Readonly<Record<string, string>>;
}

export interface BrokenExecution {
  executionArn: string;
  executionName: string;
  /** The first operation that differs, and what to do. */
  difference: string;
}

export interface OpenExecutionsCheck {
  /** Open executions that were replayed. */
  checked: number;
  /** Open executions beyond those. */
  unchecked: number;
  broken: readonly BrokenExecution[];
  /** Why none could be replayed, when that is so. */
  obstacle?: string;
}

/** Each costs its history over the network and a replay. */
const CHECKED_MAX = 200;
const REPLAY_MILLIS_MAX = 60_000;
const moduleEndings = ['.mjs', '.js', '.cjs', '.ts', '.mts'];

/** Checks the open executions on a version of a function; without a qualifier, those on `$LATEST`. Changes nothing. */
export async function checkOpenExecutions(
  api: LambdaApi,
  target: { functionName: string; qualifier?: string },
  code: CodeUnderCheck,
): Promise<OpenExecutionsCheck> {
  const open = await Array.fromAsync(
    api.listExecutions({ ...target, statuses: ['RUNNING'], newestFirst: true }),
  );
  const looked = open.slice(0, CHECKED_MAX);
  const unchecked = open.length - looked.length;
  if (looked.length === 0) return { checked: 0, unchecked, broken: [] };
  const answer = await replayAll(api, looked, code);
  if (answer.kind === 'obstacle') {
    return { checked: 0, unchecked: open.length, broken: [], obstacle: answer.reason };
  }
  const broken = looked.flatMap((execution, index) => {
    const difference = answer.differences[index];
    if (difference === undefined || difference === null) return [];
    const { DurableExecutionArn: executionArn, DurableExecutionName: executionName } = execution;
    return [{ executionArn, executionName, difference }];
  });
  return { checked: looked.length, unchecked, broken };
}

async function replayAll(
  api: LambdaApi,
  executions: readonly ExecutionSummary[],
  code: CodeUnderCheck,
): Promise<ReplayAnswer> {
  const tasks: ReplayTask[] = [];
  for (const { DurableExecutionArn: executionArn } of executions) {
    tasks.push({ executionArn, history: { Events: await Array.fromAsync(api.history(executionArn)) } });
  }
  const folder = await mkdtemp(join(tmpdir(), 'perdure-replay-'));
  try {
    await writeFiles(folder, code.files);
    const point = code.handler.lastIndexOf('.');
    const module = moduleIn(folder, code.handler.slice(0, point));
    if (module === undefined) {
      return { kind: 'obstacle', reason: `the code has no file for the handler ${code.handler}` };
    }
    const handlerExport = code.handler.slice(point + 1);
    return await replayInProcess({ module, handlerExport, tasks }, code.environment ?? {});
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeFiles(folder: string, files: CodeUnderCheck['files']): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

const moduleIn = (folder: string, name: string): string | undefined =>
  moduleEndings.map((ending) => join(folder, name + ending)).find((path) => existsSync(path));

async function replayInProcess(
  request: ReplayRequest,
  environment: Readonly<Record<string, string>>,
): Promise<ReplayAnswer> {
  const child = fork(join(import.meta.dirname, 'replay-process.ts'), {
    env: { ...process.env, ...environment },
    // What the code prints while it is loaded is of no interest here.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    timeout: REPLAY_MILLIS_MAX,
    killSignal: 'SIGKILL',
  });
  const ended = once(child, 'exit');
  const answered: Promise<ReplayAnswer[]> = once(child, 'message') as Promise<ReplayAnswer[]>;
  child.send(request);
  const [answer] = await Promise.race([answered, ended.then(() => [])]);
  child.kill('SIGKILL');
  return answer ?? { kind: 'obstacle', reason: 'the process of the check ended without an answer' };
}
