// A `/tmp` for each environment, on machines that can give one. A bug here shows as two environments that find each other's
// files, or as a function that does not find its own code.

import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PrivateTmp } from './private-tmp.ts';
import { PoolFixture } from './testing/pool-fixture.ts';

const trial = await mkdtemp(join(tmpdir(), 'perdure-trial-'));
const isPossible = await PrivateTmp.open(trial).then(
  () => true,
  () => false,
);
await rm(trial, { recursive: true, force: true });

describe.skipIf(!isPossible && process.env.CI === undefined)('a private /tmp', () => {
  let fixture: PoolFixture;
  beforeAll(async () => {
    fixture = await PoolFixture.open({ environmentsMax: 2, privateTmp: true });
  });
  afterAll(() => fixture.close());

  test('holds what its environment writes there by that name, and nobody else sees it', async () => {
    const name = `/tmp/${Date.now()}-own.txt`;
    const writes = {
      'index.mjs': `import { appendFileSync, readFileSync } from 'node:fs'; import { tmpdir } from 'node:os';
        import { name } from './name.mjs';
        export const handler = async () => { appendFileSync(name, 'x');
          return { text: readFileSync(name, 'utf8'), tmpdir: tmpdir(), uid: process.getuid(), cwd: process.cwd(),
            root: process.env.LAMBDA_TASK_ROOT }; };`,
      'name.mjs': `export const name = ${JSON.stringify(name)};`,
    };
    const [first, second] = [fixture.deploy(writes), fixture.deploy(writes)];
    const told = (await fixture.result(first)) as Record<string, unknown>;
    expect(told).toMatchObject({ text: 'x', tmpdir: '/tmp', uid: process.getuid?.(), cwd: told.root });
    expect(await fixture.result(first)).toMatchObject({ text: 'xx' });
    expect(await fixture.result(second)).toMatchObject({ text: 'x' });
    expect(existsSync(name)).toBe(false);
  });

  test('is there for programs of any kind', async () => {
    const program = '#!/bin/sh\necho hello > /tmp/hello && cat /tmp/hello && exit 7\n';
    const deployed = fixture.deploy({ bootstrap: program }, { runtime: 'provided' }, { bootstrap: 0o755 });
    expect((await fixture.error(deployed)).errorMessage).toContain('exit status 7');
    expect(fixture.logs.some(({ line }) => line === 'hello')).toBe(true);
    expect(existsSync('/tmp/hello')).toBe(false);
  });
});

test('a machine that cannot give one says so when it opens', async () => {
  const path = process.env.PATH;
  process.env.PATH = '/nowhere';
  try {
    await expect(PoolFixture.open({ privateTmp: true })).rejects.toThrow('Leave --private-tmp out');
  } finally {
    process.env.PATH = path;
  }
});
