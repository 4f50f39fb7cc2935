// The cloud runner against a real server over HTTP, with the official client. What a test sees there is what it sees in the
// local runner; a bug would show as a history or a result that depends on where the test runs.

import { GetDurableExecutionHistoryCommand, InvokeCommand } from '@aws-sdk/client-lambda';
import type { DurableLambdaHandler } from '@perdure/sdk';
import * as perdureSdk from '@perdure/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CloudDurableTestRunner,
  expectReplays,
  InvocationType,
  LocalDurableTestRunner,
  WaitingOperationStatus,
} from '../src/index.ts';
import { bundle, RealServer } from './real-server.ts';
import { contextTwins } from './twins/context-twins.ts';
import { outsideTwins } from './twins/outside-twins.ts';
import { stepTwins } from './twins/step-twins.ts';
import { observe, type Runner, type Twin } from './twins/twin.ts';
import { waitTwins } from './twins/wait-twins.ts';

const twins: { [title: string]: Twin } = { ...stepTwins, ...waitTwins, ...contextTwins, ...outsideTwins };

/** Real time passes on a server, and it knows only functions that are deployed. */
const isForServers = (title: string, twin: Twin): boolean =>
  twin.prepare === undefined &&
  !/year|wait$|without a name|polled|between steps|side by side|attempt/.test(title);

const chosen = Object.entries(twins).filter(([title, twin]) => isForServers(title, twin));

let server: RealServer;
let archive: Uint8Array;

beforeAll(async () => {
  server = await RealServer.start();
  archive = await bundle(`
    import * as sdk from '@perdure/sdk';
    import { contextTwins } from './twins/context-twins.ts';
    import { outsideTwins } from './twins/outside-twins.ts';
    import { stepTwins } from './twins/step-twins.ts';
    import { waitTwins } from './twins/wait-twins.ts';
    const twins = { ...stepTwins, ...waitTwins, ...contextTwins, ...outsideTwins };
    for (const [index, twin] of Object.values(twins).entries()) module.exports['twin' + index] = twin.handler(sdk);
    module.exports.plain = async () => 'not durable';
  `);
});
afterAll(() => server.close());

const config = { pollInterval: 20, invocationType: InvocationType.Event };

const deployTwin = (title: string): Promise<string> =>
  server.deploy(archive, `twin${Object.keys(twins).indexOf(title)}`);

describe('issue 5: a function gives the same history under the local runner and on a server', () => {
  for (const [title, twin] of chosen) {
    test(title, async () => {
      const functionName = await deployTwin(title);
      const onServer = await observe(twin, perdureSdk, () => {
        const runner = new CloudDurableTestRunner({ functionName, client: server.client, config });
        return runner as unknown as Runner;
      });
      const local = await observe(
        twin,
        perdureSdk,
        (handlerFunction) => new LocalDurableTestRunner({ handlerFunction }),
      );
      const { invocations: _, ...comparable } = onServer;
      expect(comparable).toEqual({ ...local, invocations: undefined });
    });
  }

  test('there are enough of them', () => {
    expect(chosen.length).toBeGreaterThan(30);
  });
});

describe('sdk 10.5: the cloud runner', () => {
  test('with RequestResponse the result is there, and waiting before it is refused with the remedy', async () => {
    const functionName = await deployTwin('steps one after another');
    const runner = new CloudDurableTestRunner<number>({
      functionName,
      client: server.client,
      config: { pollInterval: 20 },
    });
    await expect(runner.getOperation('one').waitForData()).rejects.toThrow(
      /invocationType: InvocationType.Event/,
    );
    const result = await runner.run();
    expect(result.getResult()).toBe(3);
    expect(result.getInvocations()).toHaveLength(1);
    const three = await runner.getOperation('three').waitForData(WaitingOperationStatus.COMPLETED);
    expect(three.getStepDetails()?.result).toBe(3);
    expect(runner.getOperationByIndex(0).getName()).toBe('one');
    expect(runner.getOperationById('c81e728d9d4c2f63').getName()).toBe('two');
  });

  test('a failed execution resolves, with its error', async () => {
    const functionName = await deployTwin('a handler that throws');
    const result = await new CloudDurableTestRunner({ functionName, client: server.client, config }).run();
    expect(result.getStatus()).toBe('FAILED');
    expect(result.getError()).toMatchObject({ errorType: 'TypeError', errorMessage: 'not like this' });
    expect(() => result.getResult()).toThrow('not like this');
  });

  test('a runner can be used again after a reset', async () => {
    const functionName = await deployTwin('a step answers');
    const runner = new CloudDurableTestRunner({ functionName, client: server.client, config });
    await runner.run();
    runner.reset();
    expect(runner.getOperation('one').getId()).toBeUndefined();
    expect((await runner.run()).getResult()).toBe(1);
  });

  test('a function that is not durable is refused', async () => {
    const functionName = await server.deploy(archive, 'plain', false);
    const runner = new CloudDurableTestRunner({ functionName, client: server.client, config });
    await expect(runner.run()).rejects.toThrow(/answered no execution ARN, so it is not a durable function/);
  });

  test("the service's refusal of an invocation is handed on", async () => {
    const runner = new CloudDurableTestRunner({
      functionName: 'nobody:$LATEST',
      client: server.client,
      config,
    });
    await expect(runner.run()).rejects.toThrow(
      expect.objectContaining({ name: 'ResourceNotFoundException' }),
    );
  });

  test('an operation that the execution does not have is told when it ends', async () => {
    const functionName = await deployTwin('a step answers');
    const runner = new CloudDurableTestRunner({ functionName, client: server.client, config });
    const waiting = expect(runner.getOperation('two').waitForData()).rejects.toThrow(
      'Operation was not found after execution completion. There is no operation named "two"; the execution has "one".',
    );
    await runner.run();
    await waiting;
  });
});

test('a history exported from a server, as the wire has it and as the official client gives it, is replayed', async () => {
  const title = 'a map with items that fail';
  const { DurableExecutionArn = '' } = await server.client.send(
    new InvokeCommand({ FunctionName: await deployTwin(title) }),
  );
  const path = `/2025-12-01/durable-executions/${encodeURIComponent(DurableExecutionArn)}/history`;
  const answer = await fetch(`${server.endpoint}${path}?IncludeExecutionData=true`);
  const onTheWire = await answer.text();
  const given = await server.client.send(
    new GetDurableExecutionHistoryCommand({ DurableExecutionArn, IncludeExecutionData: true }),
  );
  const today = stepTwins['an error that is caught']?.handler(perdureSdk) as DurableLambdaHandler;
  for (const history of [onTheWire, given]) {
    const unchanged = contextTwins[title]?.handler(perdureSdk) as DurableLambdaHandler;
    expect(await expectReplays(unchanged, history)).toMatchObject({
      recordedStatus: 'SUCCEEDED',
      status: 'SUCCEEDED',
    });
    await expect(expectReplays(today, history)).rejects.toThrow(/recorded is Map "some"/);
  }
});
