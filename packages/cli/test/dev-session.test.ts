// A session beside whose code other things change: what it prints may itself be written into the folder that it watches.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { DevProject, PreparedChange } from '../src/dev/dev-project.ts';
import { DevSession } from '../src/dev/dev-session.ts';
import { isNoCode } from '../src/dev/source-watch.ts';
import { CommandFailure } from '../src/failure.ts';
import { LambdaApi } from '../src/lambda-api.ts';
import { FakeTerminal } from './fake-terminal.ts';

const directory = mkdtempSync(join(tmpdir(), 'perdure-dev-session-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** Counts its builds, each of which ends as it is told. */
class CountedProject implements DevProject {
  readonly summary = [];
  readonly watched = [directory];
  builds = 0;
  outcome: () => PreparedChange;

  constructor(outcome: () => PreparedChange) {
    this.outcome = outcome;
  }

  async prepare(): Promise<PreparedChange> {
    this.builds += 1;
    return this.outcome();
  }
}

const fails = (message: string) => (): PreparedChange => {
  throw new CommandFailure(message);
};
const succeeds =
  (...warnings: string[]) =>
  (): PreparedChange => ({
    changed: [],
    warnings,
    apply: async () => [],
  });

async function session(project: DevProject, terminal: FakeTerminal): Promise<DevSession> {
  const opened = new DevSession(
    project,
    new LambdaApi('http://127.0.0.1:9'),
    terminal,
    join(directory, 'data'),
  );
  await opened.begin();
  return opened;
}

/** Changes a file until it has been noticed, and what came of it has been said. */
async function changeBeside(project: CountedProject): Promise<void> {
  const before = project.builds;
  await expect
    .poll(
      () => {
        writeFileSync(join(directory, 'notes.txt'), String(Math.random()));
        return project.builds;
      },
      { interval: 200 },
    )
    .toBeGreaterThan(before + 1);
}

const count = (text: string, part: string): number => text.split(part).length - 1;

it('what is wrong is said once, until it is something else or was well in between', async () => {
  const terminal = new FakeTerminal();
  const project = new CountedProject(fails('order.ts does not compile'));
  await using _open = await session(project, terminal);
  await changeBeside(project);
  expect(count(terminal.stderr, 'order.ts does not compile')).toBe(1);
  project.outcome = fails('item.ts does not compile');
  await changeBeside(project);
  expect(count(terminal.stderr, 'item.ts does not compile')).toBe(1);
  project.outcome = succeeds('order.ts: unused');
  await changeBeside(project);
  expect(count(terminal.stderr, 'It compiles again')).toBe(1);
  expect(count(terminal.stderr, 'order.ts: unused')).toBe(1);
  project.outcome = fails('item.ts does not compile');
  await changeBeside(project);
  expect(count(terminal.stderr, 'item.ts does not compile')).toBe(2);
});

it.each([
  ['/shop/data', true],
  ['/shop/node_modules', true],
  ['/shop/dev.log', true],
  ['/shop/data.ts', false],
  ['/shop/menu.json', false],
])('%s is left out of what is watched: %s', (path, isLeftOut) => {
  expect(isNoCode(path, '/shop/data')).toBe(isLeftOut);
});
