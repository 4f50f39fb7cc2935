// What the command does for a person at a terminal: menus, drawing in place, colours, Ctrl-C.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type RunningServer, startServer } from '@perdure/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployFunction } from '../src/deploy/deploy-function.ts';
import { LambdaApi } from '../src/lambda-api.ts';
import { isLeftOut, Tmux } from './tmux.ts';

const launcher = join(import.meta.dirname, '../bin/perdure.js');
// Inside the workspace, so that the bundler finds the SDK.
const directory = mkdtempSync(join(import.meta.dirname, '.interactive-'));
const file = join(directory, 'approval.ts');
const isAbsent = isLeftOut('tmux');

const handler = `
import { withDurableExecution } from '@perdure/sdk';
export const handler = withDurableExecution(async (event, context) => {
  await context.step('prepare', async () => 'ready');
  return await context.waitForCallback('approve', async () => {});
});
`;

let server: RunningServer;
let api: LambdaApi;

beforeAll(async () => {
  writeFileSync(file, handler);
  server = await startServer({ directory: join(directory, 'data'), port: 0 });
  api = new LambdaApi(server.endpoint);
  await deployFunction(api, { file, functionName: 'approval' });
});

afterAll(async () => {
  await server.close();
  rmSync(directory, { recursive: true });
});

/** A terminal in which `perdure` was typed with these words; the exit code is printed behind it. */
function typed(words: string, env: Record<string, string> = {}): Tmux {
  const command = `${process.execPath} ${launcher} ${words}; echo "exit code $?"; read wait`;
  return new Tmux(['sh', '-c', command], { PERDURE_ENDPOINT: server.endpoint, ...env });
}

/** From another terminal. The server is in this process, so that nothing may block it. */
async function perdure(...args: string[]): Promise<string> {
  const env = { ...process.env, PERDURE_ENDPOINT: server.endpoint };
  return (await promisify(execFile)(process.execPath, [launcher, ...args], { env })).stdout;
}

const invoke = (name: string, more = ''): string => `invoke approval --payload '{}' --name ${name} ${more}`;

describe.skipIf(isAbsent)('a person at a terminal', () => {
  it('is asked when a callback is open, answers it, and sees the result and what to do next', async () => {
    using terminal = typed(invoke('answered'));
    await terminal.shows(/Choose an action:\n +1\. Send callback success/);
    terminal.press('1', 'Enter');
    await terminal.shows(/Enter the result/);
    terminal.type('"yes"');
    terminal.press('Enter');
    const screen = await terminal.shows(/exit code 0/);
    expect(screen).toMatch(/Status: +SUCCEEDED ✅/);
    expect(screen).toMatch(/Result: +"\\"yes\\""/);
  });

  it('sees that an execution goes on which asks for nothing', async () => {
    const asleep = join(directory, 'asleep.ts');
    writeFileSync(
      asleep,
      handler.replace('context.waitForCallback(', "context.wait('night', { hours: 8 }) ?? ("),
    );
    await deployFunction(api, { file: asleep, functionName: 'asleep' });
    using terminal = typed('invoke asleep');
    await terminal.shows(/The execution runs \d/);
  });

  it('may refuse the callback, and the failed execution ends the command with 1', async () => {
    using terminal = typed(invoke('refused'));
    await terminal.shows(/Enter choice/);
    terminal.press('2', 'Enter');
    await terminal.shows(/User cancelled/);
    terminal.type('too expensive');
    terminal.press('Enter');
    await terminal.shows(/type/);
    terminal.press('Enter');
    const screen = await terminal.shows(/exit code 1/);
    expect(screen).toMatch(/Status: +FAILED ❌/);
    expect(screen).toContain('too expensive');
  });

  it('may stop the execution from the menu', async () => {
    using terminal = typed(invoke('stopped'));
    await terminal.shows(/Enter choice/);
    terminal.press('4', 'Enter');
    await terminal.shows(/stopped by user/);
    terminal.press('Enter');
    await terminal.shows(/type/);
    terminal.press('Enter');
    expect(await terminal.shows(/exit code 1/)).toMatch(/Status: +STOPPED/);
  });

  it('is not asked any longer once somebody else has answered', async () => {
    using terminal = typed(invoke('elsewhere'));
    await terminal.shows(/Enter choice/);
    const { Callbacks } = JSON.parse(await perdure('callback', 'list', '--format', 'json')) as {
      Callbacks: { CallbackId: string }[];
    };
    await perdure('callback', 'succeed', String(Callbacks[0]?.CallbackId), '--result', '"by another"');
    expect(await terminal.shows(/exit code 0/)).toMatch(/SUCCEEDED ✅/);
  });

  it('ends the command with Ctrl-C; the execution goes on', async () => {
    using terminal = typed(invoke('left'));
    await terminal.shows(/Enter choice/);
    terminal.press('C-c');
    await terminal.shows(/exit code [1-9]/);
    expect(await perdure('execution', 'get', 'approval/left')).toMatch(/Status: +RUNNING/);
  });

  it('sees operations drawn in place, each once', async () => {
    using terminal = typed(invoke('watched', '--watch'));
    await terminal.shows(/Enter choice/);
    terminal.press('1', 'Enter');
    await terminal.shows(/Enter the result/);
    terminal.press('Enter');
    const screen = await terminal.shows(/exit code 0/);
    expect(screen.split('\n').filter((line) => line.includes('✔ prepare')).length).toBeLessThanOrEqual(2);
  });

  it.each([
    ['colours', {}, true],
    ['none with NO_COLOR', { NO_COLOR: '1' }, false],
  ])('sees %s', async (_what, env, isColoured) => {
    using terminal = typed('doctor', env);
    await terminal.shows(/exit code/);
    expect(terminal.screen(true).includes('\x1b[32m✔')).toBe(isColoured);
  });
});
