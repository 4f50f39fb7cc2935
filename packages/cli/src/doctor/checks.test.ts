import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeApi, refuse } from '../../test/fake-api.ts';
import { ApiTransport } from '../connection/api-transport.ts';
import { dataChecks } from './data-check.ts';
import { nodeCheck, pythonCheck, watchCheck } from './machine-checks.ts';
import { clockCheck, serverChecks } from './server-checks.ts';

const NOON = Date.parse('2026-11-25T12:00:00Z');

/** A port that nothing listens on. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

describe('perdure doctor', () => {
  it('finds an old Node bad and says what brings the right one', () => {
    expect(nodeCheck('20.11.0')).toMatchObject({ verdict: 'bad', advice: expect.stringContaining('npm ci') });
    expect(nodeCheck('24.0.0')).toMatchObject({ verdict: 'good' });
  });

  it('only warns without a Python: other functions run', async () => {
    expect(await pythonCheck('no-such-python')).toMatchObject({
      verdict: 'warning',
      found: 'none was found',
    });
  });

  it('warns when few files may be watched, and is silent where nothing bounds them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'perdure-doctor-'));
    writeFileSync(join(folder, 'watches'), '128\n');
    expect(await watchCheck(join(folder, 'watches'))).toMatchObject({ verdict: 'warning' });
    expect(await watchCheck(join(folder, 'nothing'))).toBeUndefined();
    rmSync(folder, { recursive: true });
  });

  it('finds a directory that is still to be made good, and one below a file bad', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'perdure-doctor-'));
    const [fresh] = await dataChecks(join(folder, 'a', 'b'));
    expect(fresh).toMatchObject({
      verdict: 'good',
      found: expect.stringContaining('made at the first start'),
    });
    rmSync(folder, { recursive: true });
    // Nobody may make a folder there, root included.
    const [refused] = await dataChecks('/proc/perdure');
    expect(refused).toMatchObject({ verdict: 'bad', advice: expect.stringContaining('--data') });
  });

  it('finds a free port good, and a port that something else holds bad', async () => {
    const free = new ApiTransport(`http://127.0.0.1:${await freePort()}`);
    expect(await serverChecks(free, true)).toMatchObject([{ verdict: 'good' }]);
    await using other = await fakeApi(() => ({ status: 404, body: 'no' }));
    expect(await serverChecks(new ApiTransport(other.endpoint), true)).toMatchObject([
      { verdict: 'bad', found: 'something answers that is no Perdure server' },
    ]);
  });

  it('finds a remote server bad that does not answer', async () => {
    const away = new ApiTransport(`http://127.0.0.1:${await freePort()}`);
    expect(await serverChecks(away, false)).toMatchObject([{ verdict: 'bad', found: 'nothing answers' }]);
  });

  it('tells which server answers and for whom it takes us', async () => {
    const body = {
      Version: '0.1.0',
      Store: 'sqlite',
      Identity: { Arn: 'arn:aws:iam::000000000000:user/ann' },
    };
    await using server = await fakeApi(() => ({ body }));
    expect(await serverChecks(new ApiTransport(server.endpoint), true)).toMatchObject([
      { found: 'Perdure 0.1.0, store sqlite' },
      { subject: 'identity', found: 'arn:aws:iam::000000000000:user/ann' },
      { subject: 'clock', verdict: 'good' },
    ]);
  });

  it('says what to give to a server that refuses us', async () => {
    await using server = await fakeApi(() => refuse(403, 'AccessDeniedException', 'no'));
    expect(await serverChecks(new ApiTransport(server.endpoint), true)).toMatchObject([
      { subject: 'identity', verdict: 'bad', advice: expect.stringContaining('AWS_ACCESS_KEY_ID') },
    ]);
  });

  it.each([
    ['Wed, 25 Nov 2026 12:00:03 GMT', 'good'],
    ['Wed, 25 Nov 2026 12:06:00 GMT', 'warning'],
    [undefined, 'warning'],
  ])('judges a clock by the time of the answer: %s is %s', (date, verdict) => {
    expect(clockCheck(date, NOON)).toMatchObject({ verdict });
  });
});
