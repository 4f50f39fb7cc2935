// Runs a command line against a scripted API, as a process would.

import { run } from '../src/run.ts';
import type { FakeApi } from './fake-api.ts';
import { FakeTerminal } from './fake-terminal.ts';

export async function perdure(server: FakeApi, args: string[], terminal = new FakeTerminal()) {
  const exitCode = await run([...args, '--endpoint', server.endpoint], terminal);
  return { exitCode, stdout: terminal.stdout, stderr: terminal.stderr, terminal };
}
