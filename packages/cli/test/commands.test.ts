// Commands from the words of the command line to exit code and output, against a scripted API.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../src/run.ts';
import { type Asked, fakeApi, refuse, type Told } from './fake-api.ts';
import { FakeTerminal } from './fake-terminal.ts';
import { perdure } from './run-against.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:order:$LATEST/durable-execution/o-1/0197';
const START = 1_767_225_600;

const directory = mkdtempSync(join(tmpdir(), 'perdure-cli-'));
afterAll(() => rmSync(directory, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};

const closed = (status: string, more: object = {}) => ({
  DurableExecutionArn: ARN,
  DurableExecutionName: 'o-1',
  Status: status,
  StartTimestamp: START,
  EndTimestamp: START + 2,
  ...more,
});

/** A durable function `order` whose executions are closed when one looks. */
function orderApi(execution: object, { callback = false } = {}): (asked: Asked) => Told {
  let isAnswered = !callback;
  const events = () => [
    { EventId: 1, EventType: 'ExecutionStarted', EventTimestamp: START, ExecutionStartedDetails: {} },
    {
      EventId: 2,
      EventType: 'CallbackStarted',
      EventTimestamp: START,
      Id: 'cb',
      CallbackStartedDetails: { CallbackId: 'Y2I=' },
    },
    ...(isAnswered
      ? [
          {
            EventId: 3,
            EventType: 'ExecutionSucceeded',
            EventTimestamp: START + 2,
            ExecutionSucceededDetails: {},
          },
        ]
      : []),
  ];
  return ({ method, path }) => {
    if (path.endsWith('/configuration')) return { body: { FunctionName: 'order', DurableConfig: {} } };
    if (path.endsWith('/invocations'))
      return { status: 202, headers: { 'x-amz-durable-execution-arn': ARN } };
    if (path.endsWith('/history')) return { body: { Events: events().reverse() } };
    if (path.includes('/durable-execution-callbacks/') || path.endsWith('/stop')) isAnswered = true;
    return { body: method === 'GET' ? execution : {} };
  };
}

describe('invoke', () => {
  it('follows a durable function to its end and succeeds with it', async () => {
    await using server = await fakeApi(orderApi(closed('SUCCEEDED', { Result: '{"ok":true}' })));
    const { exitCode, stdout } = await perdure(server, ['invoke', 'order', '--payload', '{"qty":2}']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Status:   SUCCEEDED ✅\nResult:   {"ok":true}');
    expect(stdout).toContain(`perdure execution history '${ARN}'`);
  });

  it('uses $LATEST when no qualifier is given', async () => {
    await using server = await fakeApi(orderApi(closed('SUCCEEDED')));
    await perdure(server, ['invoke', 'order']);
    const invocation = server.asked.find(({ path }) => path.endsWith('/invocations'));
    expect(invocation?.query.Qualifier).toEqual(['$LATEST']);
    expect(invocation?.body).toBe('{}');
  });

  it.each([
    ['FAILED', 1],
    ['STOPPED', 1],
    ['TIMED_OUT', 5],
  ])('when the execution is %s, exits with %i', async (status, exitCode) => {
    await using server = await fakeApi(orderApi(closed(status)));
    expect(await perdure(server, ['invoke', 'order'])).toMatchObject({ exitCode });
  });

  it('reads the payload from a file and from standard input', async () => {
    await using server = await fakeApi(orderApi(closed('SUCCEEDED')));
    await perdure(server, ['invoke', 'order', '--event', file('event.json', '{"from":"file"}')]);
    await perdure(server, ['invoke', 'order', '-e', '-'], new FakeTerminal({ input: '{"from":"stdin"}' }));
    const bodies = server.asked.filter(({ path }) => path.endsWith('/invocations')).map(({ body }) => body);
    expect(bodies).toEqual(['{"from":"file"}', '{"from":"stdin"}']);
  });

  it.each([
    [['--payload', '{oops'], '--payload is not JSON'],
    [['--event', '/nowhere/event.json'], 'there is no file /nowhere/event.json'],
    [['--event', '-', '--payload', '1'], 'not both'],
  ])('refuses a payload that it cannot read: %j', async (args, message) => {
    await using server = await fakeApi(orderApi(closed('SUCCEEDED')));
    const { exitCode, stderr } = await perdure(server, ['invoke', 'order', ...args]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
    expect(server.asked.some(({ path }) => path.endsWith('/invocations'))).toBe(false);
  });

  it('prints only the ARN with --async', async () => {
    await using server = await fakeApi(orderApi(closed('RUNNING')));
    expect(await perdure(server, ['invoke', 'order', '--async'])).toMatchObject({
      exitCode: 0,
      stdout: `${ARN}\n`,
    });
  });

  it('prints the answer of a function that is not durable, and fails with it', async () => {
    await using server = await fakeApi(({ path }) =>
      path.endsWith('/configuration')
        ? { body: { FunctionName: 'plain' } }
        : { headers: { 'x-amz-function-error': 'Unhandled' }, body: '{"errorMessage":"no"}' },
    );
    expect(await perdure(server, ['invoke', 'plain'])).toMatchObject({
      exitCode: 1,
      stdout: '{"errorMessage":"no"}\n',
    });
  });

  it('says how to deploy a function that is not there', async () => {
    await using server = await fakeApi(({ path }) =>
      path.endsWith('/configuration')
        ? refuse(404, 'ResourceNotFoundException', 'no')
        : { body: { Functions: [{ FunctionName: 'order' }] } },
    );
    const misspelt = await perdure(server, ['invoke', 'ordre']);
    expect(misspelt.exitCode).toBe(1);
    expect(misspelt.stderr).toContain('no function ordre. Did you mean order?\nDeploy it first:');
    const unqualified = await perdure(server, ['invoke', 'order:prod']);
    expect(unqualified.stderr).toContain('order has no version or alias prod');
  });

  it('an execution is named by its name where only one function has it', async () => {
    const named = (name: string) => ({ DurableExecutionArn: `${ARN}-${name}`, DurableExecutionName: 'o-1' });
    await using server = await fakeApi(({ path }) => {
      if (path.endsWith('/functions/'))
        return {
          body: { Functions: ['order', 'other'].map((name) => ({ FunctionName: name, DurableConfig: {} })) },
        };
      if (path.endsWith('/functions/order/durable-executions'))
        return { body: { DurableExecutions: [named('order')] } };
      if (path.endsWith('/functions/other/durable-executions')) return { body: { DurableExecutions: [] } };
      return { body: { ...closed('SUCCEEDED'), DurableExecutionArn: decodeURIComponent(path) } };
    });
    const { exitCode, stdout } = await perdure(server, ['execution', 'get', 'o-1', '--format', 'jsonl']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`${ARN}-order`);
  });

  it('exits with 4 when the caller may not do it, and with 3 when nothing answers', async () => {
    const server = await fakeApi(() => refuse(403, 'AccessDeniedException', 'not yours'));
    expect(await perdure(server, ['function', 'list'])).toMatchObject({ exitCode: 4 });
    await server[Symbol.asyncDispose]();
    expect(await perdure(server, ['function', 'list'])).toMatchObject({ exitCode: 3 });
  });

  it('shows operations as they happen with --watch', async () => {
    await using server = await fakeApi(orderApi(closed('SUCCEEDED')));
    const { stdout } = await perdure(server, ['invoke', 'order', '--watch']);
    expect(stdout).toMatch(/\+0 ms {2}ExecutionStarted/);
  });
});

describe('an open callback', () => {
  const api = () => orderApi(closed('SUCCEEDED'), { callback: true });

  it('is offered to a person, and answered with the result', async () => {
    await using server = await fakeApi(api());
    const terminal = new FakeTerminal({ answers: ['', '{"paid":true}'] });
    const { exitCode, stdout } = await perdure(server, ['invoke', 'order'], terminal);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('🔄 Execution is waiting for callback: Y2I=');
    const answer = server.asked.find(({ path }) => path.endsWith('/Y2I%3D/succeed'));
    expect(answer?.body).toBe('{"paid":true}');
  });

  it('can be failed, with a message that has a default', async () => {
    await using server = await fakeApi(api());
    await perdure(server, ['invoke', 'order'], new FakeTerminal({ answers: ['2', '', 'Declined'] }));
    const answer = server.asked.find(({ path }) => path.endsWith('/fail'));
    expect(JSON.parse(answer?.body ?? '')).toEqual({ ErrorMessage: 'User cancelled', ErrorType: 'Declined' });
  });

  it('stays open after a wrong choice, and the execution can be stopped instead', async () => {
    await using server = await fakeApi(api());
    const { stdout } = await perdure(
      server,
      ['invoke', 'order'],
      new FakeTerminal({ answers: ['7', '4', 'enough', ''] }),
    );
    expect(stdout).toContain('7 is not one of 1, 2, 3 and 4.');
    const stop = server.asked.find(({ path }) => path.endsWith('/stop'));
    expect(JSON.parse(stop?.body ?? '')).toEqual({ ErrorMessage: 'enough' });
  });

  it('is not offered when the output is JSON', async () => {
    await using server = await fakeApi(orderApi(closed('SUCCEEDED')));
    const terminal = new FakeTerminal({ answers: [] });
    const { stdout } = await perdure(server, ['invoke', 'order', '--format', 'json'], terminal);
    expect(terminal.questions).toEqual([]);
    expect(JSON.parse(stdout)).toMatchObject({ StartTimestamp: '2026-01-01T00:00:00.000Z' });
  });
});

async function stopAgainst(execution: Told) {
  await using server = await fakeApi(({ method }) => (method === 'GET' ? execution : { body: {} }));
  return await perdure(server, ['execution', 'stop', ARN]);
}

describe('execution', () => {
  it('stop sends the error that is given, and nothing else', async () => {
    await using server = await fakeApi(({ method }) => ({
      body: method === 'GET' ? closed('STOPPED') : { StopTimestamp: START },
    }));
    const args = [
      'execution',
      'stop',
      ARN,
      '--error-type',
      'Duplicate',
      '--stack-trace',
      'a',
      '--stack-trace',
      'b',
    ];
    const { exitCode, stdout } = await perdure(server, args);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`🛑 Execution stopped: ${ARN}\nError Type: Duplicate\n`);
    expect(JSON.parse(server.asked[0]?.body ?? '')).toEqual({
      ErrorType: 'Duplicate',
      StackTrace: ['a', 'b'],
    });
  });

  it('stop does not claim to have stopped what had ended before, and is believed by a caller who may not look', async () => {
    const { stdout: ended } = await stopAgainst({ body: closed('SUCCEEDED') });
    expect(ended).toBe(`It had ended before, SUCCEEDED: ${ARN}\n`);
    const { exitCode, stdout: unseen } = await stopAgainst(refuse(403, 'AccessDeniedException', 'not yours'));
    expect({ exitCode, unseen }).toEqual({ exitCode: 0, unseen: `🛑 Execution stopped: ${ARN}\n` });
  });

  it('list stops at the limit and says that there is more', async () => {
    await using server = await fakeApi(() => ({
      body: { DurableExecutions: [closed('SUCCEEDED'), closed('FAILED')], NextMarker: 'm' },
    }));
    const { stdout, stderr } = await perdure(server, [
      'execution',
      'list',
      'order',
      '--limit',
      '3',
      '--format',
      'json',
    ]);
    expect(JSON.parse(stdout).DurableExecutions).toHaveLength(3);
    expect(stderr).toContain('more than 3');
  });

  it('history says where to find what was cut', async () => {
    await using server = await fakeApi(() => ({
      body: {
        Events: [
          {
            EventId: 1,
            EventType: 'ExecutionStarted',
            EventTimestamp: START,
            ExecutionStartedDetails: { Input: { Payload: 'x'.repeat(300), Truncated: false } },
          },
        ],
      },
    }));
    const { stdout } = await perdure(server, ['execution', 'history', ARN]);
    expect(stdout).toContain(`npx perdure execution history '${ARN}' --format json`);
  });

  it('get exits with 1 and the words of the API when there is none', async () => {
    await using server = await fakeApi(() =>
      refuse(404, 'ResourceNotFoundException', 'Durable Execution does not exist'),
    );
    const { exitCode, stderr } = await perdure(server, ['execution', 'get', ARN]);
    expect(exitCode).toBe(1);
    expect(stderr).toBe('perdure: ResourceNotFoundException: Durable Execution does not exist\n');
  });
});

describe('callback', () => {
  it.each([
    [['succeed', 'Y2I=', '--result', '1'], 'succeed', '✅ Callback success sent for ID: Y2I=\nResult: 1\n'],
    [
      ['fail', 'Y2I=', '--error-message', 'no'],
      'fail',
      '❌ Callback failure sent for ID: Y2I=\nError Message: no\n',
    ],
    [['heartbeat', 'Y2I='], 'heartbeat', '💓 Callback heartbeat sent for ID: Y2I=\n'],
  ])('%j is sent and confirmed', async (args, verb, text) => {
    await using server = await fakeApi(() => ({}));
    expect(await perdure(server, ['callback', ...args])).toMatchObject({ exitCode: 0, stdout: text });
    expect(server.asked[0]?.path).toBe(`/2025-12-01/durable-execution-callbacks/Y2I%3D/${verb}`);
  });
});

describe('usage', () => {
  it.each([
    [['logs', 'order', '--start-time', 'soonish']],
    [['worker', '--environments', '0']],
    [['worker', 'token', 'delete']],
    [['fly']],
    [['deploy', '--name']],
    [['execution', 'get']],
    [['execution', 'list', 'order', '--format', 'yaml']],
    [['execution', 'list', 'order', '--limit', '0']],
    [['invoke', 'a b']],
    [['start', '--port', '70000']],
    [['deploy', 'x.ts', '--name', 'x', '--env', 'NOVALUE']],
  ])('%j is wrong, and exits with 2', async (args) => {
    const terminal = new FakeTerminal();
    expect(await run(args, terminal)).toBe(2);
    expect(terminal.stderr).toContain('error:');
    expect(terminal.stdout).toBe('');
  });

  it('help and version go to standard output and exit with 0', async () => {
    const terminal = new FakeTerminal();
    expect(await run(['--help'], terminal)).toBe(0);
    expect(await run(['invoke', '--help'], terminal)).toBe(0);
    expect(await run(['--version'], terminal)).toBe(0);
    expect(terminal.stdout).toContain('Usage: perdure invoke');
    expect(terminal.stderr).toBe('');
  });
});
