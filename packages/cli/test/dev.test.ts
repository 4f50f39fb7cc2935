// `perdure dev` as a developer uses it: its own process, files that are edited, and another terminal beside it.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const launcher = join(import.meta.dirname, '../bin/perdure.js');
// Inside the workspace, so that the bundler finds the SDK.
const directory = mkdtempSync(join(import.meta.dirname, '.dev-'));
const file = join(directory, 'order.ts');
const GUARD_MILLIS = 60_000;

const handler = (firstStep: string): string => `
import { withDurableExecution } from '@perdure/sdk';
export const handler = withDurableExecution(async (event, context) => {
  await context.step('${firstStep}', async () => console.log('${firstStep} runs'));
  return await context.waitForCallback('approve', async () => {});
});
`;

let session: ChildProcess;
let printed = '';
let endpoint = '';
let onPrint: () => void = () => {};

/** Resolves when the session has printed it, with all that was printed so far. */
async function seen(pattern: RegExp): Promise<string> {
  while (!pattern.test(printed)) {
    await new Promise<void>((resolve) => {
      onPrint = resolve;
    });
  }
  return printed;
}

async function perdure(...args: string[]): Promise<string> {
  const env = { ...process.env, PERDURE_ENDPOINT: endpoint };
  return (await promisify(execFile)(process.execPath, [launcher, ...args], { env })).stdout.trim();
}

beforeAll(async () => {
  writeFileSync(file, handler('reserve'));
  const args = ['dev', file, '--port', '0', '--data', join(directory, 'data')];
  session = spawn(process.execPath, [launcher, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [session.stdout, session.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      onPrint();
    });
  }
  endpoint = /http:\S+?(?=,)/.exec(await seen(/Ctrl-C/))?.[0] ?? '';
}, GUARD_MILLIS);

afterAll(async () => {
  session.kill('SIGINT');
  if (session.exitCode === null) await once(session, 'exit');
  rmSync(directory, { recursive: true });
});

describe('perdure dev', () => {
  it(
    'deploys the handler under the name of its file, and shows what it prints and how its executions begin',
    async () => {
      expect(printed).toContain('✔ order is live');
      await perdure('invoke', 'order', '--payload', '{}', '--async', '--name', 'A1');
      await seen(/▶ order\/A1 started/);
      await seen(/INFO reserve runs/);
    },
    GUARD_MILLIS,
  );

  it(
    'says what does not compile, and that it compiles again',
    async () => {
      writeFileSync(file, `${handler('reserve')} this is no code`);
      expect(await seen(/stays live/)).toMatch(/order\.ts does not compile/);
      writeFileSync(file, handler('reserve'));
      await seen(/It compiles again/);
    },
    GUARD_MILLIS,
  );

  it(
    'names the open executions that a change breaks before it is live; they fail then, and new ones run the new code',
    async () => {
      const [, callbackId] =
        /"CallbackId": ?"([^"]+)"/.exec(await perdure('callback', 'list', '--format', 'json')) ?? [];
      const before = printed.length;
      writeFileSync(file, handler('reserve-stock'));
      await seen(/breaks 1 of 1 open executions[\s\S]*✔ order is live/);
      expect(printed.slice(before)).toMatch(
        /A1: .*recorded is Step "reserve"[\s\S]*asks for Step "reserve-stock"/,
      );
      await perdure('callback', 'succeed', String(callbackId));
      await seen(/✖ order\/A1 failed/);
      await perdure('invoke', 'order', '--payload', '{}', '--async', '--name', 'A2');
      await seen(/INFO reserve-stock runs/);
    },
    GUARD_MILLIS,
  );
});
