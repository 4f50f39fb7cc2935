// Functions that break the contract or break down, each seen through the history as its owner would see it.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveServer } from './live-server.ts';

let live: LiveServer;
beforeAll(async () => {
  live = await LiveServer.start();
});
afterAll(() => live.close());

/** The handler misbehaves in its first invocation, and answers well in the second. */
const onceBad = (misbehave: string): string => `
  import { existsSync, writeFileSync } from 'node:fs';
  import { withDurableExecution } from 'sdk';
  export const handler = withDurableExecution(async ({ mark }, context) => {
    const first = await context.step('first', async () => 'kept');
    if (!existsSync(mark)) {
      writeFileSync(mark, '');
      ${misbehave}
    }
    return first;
  });`;

let marks = 0;
const freshMark = (): string => {
  marks += 1;
  return `${live.directory}/mark-${marks}`;
};

/** Runs a handler that misbehaves once, and answers what its invocations failed with. */
async function failuresOf(misbehave: string, timeout?: number): Promise<(string | undefined)[]> {
  const name = await live.deploy(onceBad(misbehave), timeout === undefined ? {} : { timeout });
  const { arn, result } = await live.call(name, { mark: freshMark() });
  expect(result).toBe('kept');
  const events = await live.history(arn);
  expect(events.filter((event) => event.EventType === 'StepSucceeded')).toHaveLength(1);
  return events
    .filter((event) => event.EventType === 'InvocationCompleted')
    .map((event) => event.InvocationCompletedDetails?.Error?.Payload?.ErrorType);
}

test.each([
  ['exits', 'process.exit(3);', 'Runtime.ExitError'],
  [
    'is killed, as the system does when memory runs out',
    "process.kill(process.pid, 'SIGKILL');",
    'Runtime.OutOfMemory',
  ],
])('an invocation that %s is repeated from its last checkpoint', async (_what, misbehave, errorType) => {
  expect(await failuresOf(misbehave)).toEqual([errorType, undefined]);
});

test.each([
  ['runs past its timeout', 'await new Promise(() => setInterval(() => {}, 1000));'],
  ['blocks its thread past its timeout', 'for (;;);'],
])('an invocation that %s is repeated from its last checkpoint', async (_what, misbehave) => {
  const failures = await failuresOf(misbehave, 2);
  // On a busy machine one that behaves may run past it, too.
  expect(new Set(failures.slice(0, -1))).toEqual(new Set(['Sandbox.Timedout']));
  expect(failures.at(-1)).toBeUndefined();
});

test('a handler that throws fails its execution at once, with its error', async () => {
  const name = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    class OutOfStock extends Error { name = 'OutOfStock'; }
    export const handler = withDurableExecution(async () => { throw new OutOfStock('no more beans'); });`);
  const { functionError, result } = await live.call(name);
  expect(functionError).toBe('Unhandled');
  expect(result).toMatchObject({ errorType: 'OutOfStock', errorMessage: 'no more beans' });
});

test.each([
  ['a text', '"nonsense"', 'Response status is required.'],
  ['an unknown status', '{ Status: "DONE" }', 'Invalid Status in invocation output.'],
  [
    'PENDING with nothing pending',
    '{ Status: "PENDING" }',
    'Cannot return PENDING status with no pending operations.',
  ],
  [
    'SUCCEEDED with an error',
    '{ Status: "SUCCEEDED", Error: {} }',
    'Cannot provide an Error for SUCCEEDED status.',
  ],
])('a handler that answers %s fails its execution at once', async (_what, answer, message) => {
  const name = await live.deploy(`export const handler = async () => (${answer});`);
  expect((await live.call(name)).result).toMatchObject({
    errorType: 'InvalidParameterValueException',
    errorMessage: message,
  });
});

test('a function without the handler it names says so in the history', async () => {
  const name = await live.deploy('export const other = 1;');
  const arn = await live.start(name);
  const completed = await live.waitForEvent(arn, 'InvocationCompleted');
  const error = completed.InvocationCompletedDetails?.Error?.Payload;
  expect(error?.ErrorType).toBe('Runtime.HandlerNotFound');
  expect(error?.ErrorMessage).toContain('handler');
});

test('a plain function answers its caller, and its error is a function error', async () => {
  const name = await live.deploy(
    'export const handler = async ({ fail }) => { if (fail) throw new TypeError("no"); return 7; };',
    {
      durable: false,
    },
  );
  expect(await live.call(name, {})).toMatchObject({ functionError: undefined, result: 7 });
  expect(await live.call(name, { fail: true })).toMatchObject({
    functionError: 'Unhandled',
    result: { errorType: 'TypeError', errorMessage: 'no' },
  });
});

test('a chained invoke brings the result of a durable function, and the error of a plain one', async () => {
  const child = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution(async (event, context) => context.step(async () => event.number * 2));`);
  const plain = await live.deploy(
    'export const handler = async () => { throw new RangeError("too far"); };',
    {
      durable: false,
    },
  );
  const parent = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution(async (event, context) => {
      const doubled = await context.invoke('double', event.child, { number: 21 });
      const failure = await context.invoke('fail', event.plain, {}).catch((error) => error.message);
      const missing = await context.invoke('missing', 'no-such-function', {}).catch((error) => error.message);
      return { doubled, failure, missing };
    });`);
  const { arn, result } = await live.call(parent, { child: `${child}:$LATEST`, plain });
  expect(result).toMatchObject({
    doubled: 42,
    failure: 'too far',
    missing: expect.stringContaining('not found'),
  });
  const started = (await live.history(arn)).find((event) => event.EventType === 'ChainedInvokeStarted');
  const childArn = started?.ChainedInvokeStartedDetails?.DurableExecutionArn ?? '';
  expect(await live.describe(childArn)).toMatchObject({ Status: 'SUCCEEDED', Result: '42' });
});
