// A handler's file is bundled and run once, in a process of its own.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleHandler, MODULE_NAME } from '../deploy/bundle-handler.ts';
import type { Terminal } from '../terminal.ts';
import type { LocalRunAnswer, LocalRunRequest } from './local-run-message.ts';

export interface LocalRunOptions extends Omit<LocalRunRequest, 'module'> {
  file: string;
  /** Whether the SDK says what it does. */
  verbose: boolean;
}

/** What the handler prints goes to the person, not among the results. */
export async function runLocally(options: LocalRunOptions, terminal: Terminal): Promise<LocalRunAnswer> {
  const { file, verbose, ...request } = options;
  const bundle = await bundleHandler(file, request.handlerExport);
  for (const warning of bundle.warnings) terminal.err(warning);
  const folder = await mkdtemp(join(tmpdir(), 'perdure-test-run-'));
  try {
    for (const [name, content] of Object.entries(bundle.files)) await writeFile(join(folder, name), content);
    return await runInProcess({ ...request, module: join(folder, `${MODULE_NAME}.mjs`) }, verbose, terminal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runInProcess(
  request: LocalRunRequest,
  verbose: boolean,
  terminal: Terminal,
): Promise<LocalRunAnswer> {
  const child = fork(join(import.meta.dirname, 'local-run-process.ts'), {
    env: { ...process.env, ...(verbose ? { DURABLE_VERBOSE_MODE: 'true' } : {}) },
    execArgv: ['--enable-source-maps'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const output of [child.stdout, child.stderr]) {
    output?.setEncoding('utf8').on('data', (text: string) => terminal.err(text));
  }
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const answered = once(child, 'message') as Promise<[LocalRunAnswer]>;
  child.send(request);
  const first = await Promise.race([answered, closed.then(([code, signal]) => signal ?? code ?? 0)]);
  if (!Array.isArray(first)) return endedItself(first);
  child.kill('SIGKILL');
  await closed;
  return first[0];
}

const endedItself = (how: number | string): LocalRunAnswer => ({
  kind: 'obstacle',
  reason: `The handler's process ended before the run did (${typeof how === 'number' ? `exit code ${how}` : how}).`,
  isStuck: false,
});
