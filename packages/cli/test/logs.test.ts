// `perdure logs` from the words of the command line to what is shown, against a scripted API.

import { describe, expect, it } from 'vitest';
import { fakeApi, refuse } from './fake-api.ts';
import { FakeTerminal } from './fake-terminal.ts';
import { perdure } from './run-against.ts';

const START = 1_767_225_600;

describe('logs', () => {
  const event = {
    Timestamp: START,
    FunctionName: 'order',
    Version: '1',
    EnvironmentId: '4c85d2c0-b758-4309-a51d-8d2be2d0a2b1',
    OperationName: 'reserve',
    Attempt: 2,
    Level: 'ERROR',
    Stream: 'stderr',
    Message: 'busy\n\tat shelf\u001b[2J',
  };

  it('are shown with source, time, level and operation, and cannot move the cursor', async () => {
    await using server = await fakeApi(() => ({ body: { Events: [event] } }));
    const { stdout } = await perdure(server, ['logs', 'order', '-s', '2025-12-31T23:00:00Z']);
    expect(stdout).toBe(
      'order/[1]4c85d2c0 2026-01-01T00:00:00.000Z ERROR reserve (attempt 2): busy\n\tat shelf\\u001b[2J\n',
    );
    expect(server.asked[0]?.query).toMatchObject({
      FunctionName: ['order'],
      Since: ['2025-12-31T23:00:00.000Z'],
    });
  });

  it('go on behind the last line after the connection was cut', async () => {
    const terminal = new FakeTerminal();
    await using server = await fakeApi(({ headers }) => {
      const isFirst = headers['last-event-id'] === undefined;
      if (!isFirst) terminal.interrupt();
      const Message = isFirst ? 'first' : 'second';
      return {
        headers: { 'content-type': 'text/event-stream' },
        body: `event: log\nid: 1.7\ndata: ${JSON.stringify({ ...event, Message })}\n\n`,
      };
    });
    await perdure(server, ['logs', 'order', '--tail', '--format', 'jsonl'], terminal);
    expect(server.asked.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '1.7']);
    expect(terminal.stdout).toContain('"Message":"first"');
  });

  it('that hold nothing say where else to look', async () => {
    await using server = await fakeApi(() => ({ body: { Events: [] } }));
    const { exitCode, stdout, stderr } = await perdure(server, ['logs', 'order']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).toContain('--start-time looks further back');
  });

  it('of a function that does not exist say so, and which one may have been meant', async () => {
    await using server = await fakeApi(({ path }) => {
      if (path.endsWith('/configuration')) return refuse(404, 'ResourceNotFoundException', 'no');
      return { body: { Events: [], Functions: [{ FunctionName: 'order' }] } };
    });
    const { exitCode, stderr } = await perdure(server, ['logs', 'ordr']);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringMatching(/^perdure: There is no function ordr. Did you mean order\?/),
    });
  });

  it('of Lambda itself are not here, and the message says where they are', async () => {
    await using server = await fakeApi(() => refuse(404, 'UnknownOperationException', 'no'));
    const { exitCode, stderr } = await perdure(server, ['logs', 'order']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('aws logs tail /aws/lambda/<function>');
  });
});
