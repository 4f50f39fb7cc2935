// `perdure test run`, from the words of the command line to output and exit code, on handlers in files.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../src/run.ts';
import { FakeTerminal } from './fake-terminal.ts';

// Inside of the workspace, so that the handlers' imports are found.
const directory = mkdtempSync(join(import.meta.dirname, 'handlers-'));
afterAll(() => rmSync(directory, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};

async function testRun(args: string[], input?: string) {
  const terminal = new FakeTerminal(input === undefined ? {} : { input });
  const exitCode = await run(['test', 'run', ...args], terminal);
  return { exitCode, stdout: terminal.stdout, stderr: terminal.stderr };
}

const order = file(
  'order.ts',
  `import { withDurableExecution, type DurableContext } from '@perdure/sdk';
  export const handler = withDurableExecution(async (event: { qty: number }, context: DurableContext) => {
    console.log('an order of', event.qty);
    const id = await context.step('reserve', async () => 'R-' + event.qty);
    await context.wait('pause', { days: 30 });
    return context.runInChildContext('pack', (child) => child.step('box', async () => ({ id })));
  });
  export const asking = withDurableExecution(async (_event: unknown, context: DurableContext) =>
    context.waitForCallback('charge', async () => undefined));
  export const failing = withDurableExecution(async () => { throw new RangeError('no stock'); });
  export const plain = async () => 'plain';
  export const number = 7;`,
);

describe('perdure test run', () => {
  it('shows the operations of a month at once, the status and the result', async () => {
    const { exitCode, stdout, stderr } = await testRun([order, '--payload', '{"qty":2}']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: 'an order of 2\nan order of 2\n' });
    expect(stdout).toMatch(/│ reserve *│ STEP *│ Step *│ SUCCEEDED │ *1 │ *0 ms │ *0 ms │/);
    expect(stdout).toMatch(/│ pause *│ WAIT *│ Wait *│ SUCCEEDED │ *- │ *0 ms │ *30 d │/);
    expect(stdout).toMatch(/│ pack .*\n│ {3}box /);
    expect(stdout).toContain('Execution Status: SUCCEEDED\nResult:\n{\n  "id": "R-2"\n}\n');
  });

  it('reads the event from a file or from standard input, and shows the history when asked', async () => {
    const event = file('event.json', '{"qty":3}');
    const { stdout } = await testRun([order, '--event', event, '--show-history']);
    expect(stdout).toContain('"R-3"');
    expect(stdout).toContain('ExecutionSucceeded');
    expect((await testRun([order, '-e', '-'], '{"qty":4}')).stdout).toContain('"R-4"');
  });

  it('prints one JSON document, apart from what the handler prints', async () => {
    const { stdout } = await testRun([order, '--payload', '{"qty":2}', '--format', 'json']);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ Status: 'SUCCEEDED', Result: { id: 'R-2' } });
    expect(document.Operations).toHaveLength(4);
  });

  it('answers callbacks by name, and without an answer says what the run waits for', async () => {
    const answered = await testRun([order, '--handler', 'asking', '--answer', 'charge=PAID']);
    expect(answered.stdout).toContain('Result:\n"PAID"');
    const { exitCode, stderr } = await testRun([order, '--handler', 'asking']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Callback "charge" is open since');
    expect(stderr).toContain('Here an answer is given with --answer <name>=<text>.');
  });

  it('ends with 1 when the execution fails, and shows its error', async () => {
    const { exitCode, stdout } = await testRun([order, '--handler', 'failing']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('Execution Status: FAILED\nError: RangeError: no stock\n');
  });

  it("runs a handler written with AWS's SDK", async () => {
    const aws = file(
      'aws.ts',
      `import { withDurableExecution } from '@aws/durable-execution-sdk-js';
      export const handler = withDurableExecution(async (_event, context) => {
        await context.wait('pause', { hours: 1 });
        return context.step('one', async () => 'aws');
      });`,
    );
    expect((await testRun([aws])).stdout).toContain('Result:\n"aws"');
  });
});

describe('perdure test run, bad input', () => {
  const refused: [string, string[], number, RegExp][] = [
    ['a file that is not there', ['nowhere.ts'], 1, /There is no file .*nowhere\.ts/],
    [
      'an export that is not there',
      [order, '--handler', 'other'],
      1,
      /no export named other\. It exports asking, failing/,
    ],
    [
      'an export that is no function',
      [order, '--handler', 'number'],
      1,
      /The export number is not a function/,
    ],
    [
      'a handler that is not wrapped',
      [order, '--handler', 'plain'],
      1,
      /did not answer as a durable function does/,
    ],
    ['a payload that is not JSON', [order, '--payload', '{'], 2, /--payload is not JSON/],
    ['a file that does not compile', [file('broken.ts', 'export const = 1')], 1, /does not compile/],
    [
      'a file that throws when it is loaded',
      [file('throws.ts', 'throw new Error("no database"); export const handler = 1')],
      1,
      /did not run to an end: no database/,
    ],
    [
      'a file that exits when it is loaded',
      [file('exits.ts', 'process.exit(7); export const handler = 1')],
      1,
      /ended before the run did \(exit code 7\)/,
    ],
  ];
  for (const [title, args, code, message] of refused) {
    it(title, async () => {
      const { exitCode, stderr } = await testRun(args);
      expect(stderr).toMatch(message);
      expect(exitCode).toBe(code);
    });
  }
});
