// An execution begun by one SDK is crashed in the middle of a step and finished by the other: ids, checkpoints and the
// reading of the state are a contract between them.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveServer, type Sdk } from './live-server.ts';

let live: LiveServer;
beforeAll(async () => {
  live = await LiveServer.start();
});
afterAll(() => live.close());

const program = (secondStep: string): string => `
  import { withDurableExecution } from 'sdk';
  export const handler = withDurableExecution(async (event, context) => {
    const first = await context.step('first', async () => Math.random());
    const inner = await context.runInChildContext('inner', async (child) => {
      const kept = await child.step('kept', async () => 'kept');
      return kept + await child.step('second', async () => { ${secondStep} });
    });
    await context.wait('rest', { seconds: 1 });
    return { first, inner };
  });`;

const pairs: [Sdk, Sdk][] = [
  ['@aws/durable-execution-sdk-js', '@perdure/sdk'],
  ['@perdure/sdk', '@aws/durable-execution-sdk-js'],
];

test.each(pairs)('what %s began and crashed is finished by %s', async (begins, finishes) => {
  const name = await live.deploy(program('process.exit(1);'), { sdk: begins });
  const arn = await live.start(name);
  await live.waitForEvent(arn, 'InvocationCompleted');
  await live.redeploy(name, program("return ' and finished';"), finishes);
  await live.waitForEvent(arn, 'ExecutionSucceeded');
  const events = await live.history(arn);
  const outcomes = events.filter((event) => event.EventType === 'StepSucceeded');
  expect(outcomes.map((event) => event.Name)).toEqual(['first', 'kept', 'second']);
  const first: unknown = JSON.parse(outcomes[0]?.StepSucceededDetails?.Result?.Payload ?? 'null');
  expect(JSON.parse((await live.describe(arn)).Result ?? 'null')).toEqual({
    first,
    inner: 'kept and finished',
  });
});
