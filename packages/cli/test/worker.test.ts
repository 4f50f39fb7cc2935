// `perdure worker` and what is beneath it, against a scripted API.

import { describe, expect, it } from 'vitest';
import { fakeApi } from './fake-api.ts';
import { perdure } from './run-against.ts';

const START = 1_767_225_600;

describe('worker', () => {
  const worker = {
    Name: 'shed',
    Address: '10.0.0.7',
    Status: 'CONNECTED',
    Environments: 2,
    EnvironmentsMax: 8,
    Runtimes: ['node', 'python'],
    ConnectedTimestamp: START,
  };

  it('list shows who is connected and how much runs there', async () => {
    await using server = await fakeApi(() => ({ body: { Workers: [worker] } }));
    expect((await perdure(server, ['worker', 'list'])).stdout).toMatch(
      /shed +│ +10\.0\.0\.7 +│ +CONNECTED +│ +2 of 8 +│ +node, python/,
    );
  });

  it('token create prints the token and nothing else', async () => {
    await using server = await fakeApi(() => ({ body: { Token: 'pwt_1_s', TokenId: '1', Name: 'shed' } }));
    const { stdout } = await perdure(server, ['worker', 'token', 'create', '--name', 'shed']);
    expect(stdout).toBe('pwt_1_s\n');
    expect(JSON.parse(server.asked[0]?.body ?? '')).toEqual({ Name: 'shed' });
  });

  it('token delete names the token that it deleted', async () => {
    await using server = await fakeApi(() => ({ status: 204, body: '' }));
    const { stdout } = await perdure(server, ['worker', 'token', 'delete', '0f']);
    expect(stdout).toBe('Deleted the token 0f\n');
    expect(server.asked).toMatchObject([{ method: 'DELETE', path: '/perdure/worker-tokens/0f' }]);
  });
});
