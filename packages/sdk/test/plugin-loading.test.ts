// Plugins that the environment names, and the order in which plugins are called. A bug would show as a plugin that is not
// called, or as a configuration that is taken although it is wrong.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { DurableInstrumentationPlugin } from '../src/index.ts';
import { drive, resultOf } from './drive.ts';
import { awsWrapper } from './same-on-both.ts';

let root = '';

/** A package in the task root of a function. */
function put(name: string, code: string): void {
  const folder = join(root, 'node_modules', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name, type: 'module', exports: './index.js' }),
  );
  writeFileSync(join(folder, 'index.js'), code);
}

const provider = (hook: string): string => `
class Plugin { async onInvocationStart() { globalThis.pluginCalls.push(${JSON.stringify(hook)}); } }
const provider = { pluginApiVersion: 1, pluginType: Plugin, createPlugin: () => new Plugin() };
`;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'perdure-plugins-'));
  put('plugin-a', `${provider('a')} export const durableExecutionPluginProvider = provider;`);
  put('@scope/plugin-b', `${provider('b')} export default { durableExecutionPluginProvider: provider };`);
  put('plugin-none', 'export const other = 1;');
  put('plugin-wrong', `export const durableExecutionPluginProvider = { pluginApiVersion: 2 };`);
  put(
    'plugin-alien',
    `${provider('x')} export const durableExecutionPluginProvider = { ...provider, createPlugin: () => ({}) };`,
  );
  put(
    'plugin-two',
    `${provider('x')} export const durableExecutionPluginProvider = provider; export default { durableExecutionPluginProvider: { ...provider } };`,
  );
  put('plugin-broken', `import 'not-there';`);
});
afterAll(() => rmSync(root, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

const calls: string[] = [];
Object.assign(globalThis, { pluginCalls: calls });

function load(list: string): void {
  calls.length = 0;
  vi.stubEnv('LAMBDA_TASK_ROOT', root);
  vi.stubEnv('DURABLE_EXECUTION_PLUGINS', list);
}

const inCode: DurableInstrumentationPlugin = { onInvocationStart: async () => void calls.push('in code') };

describe('sdk 9.4: DURABLE_EXECUTION_PLUGINS', () => {
  test('names modules that are found from the task root, and called after those in the code', async () => {
    load(' plugin-a , @scope/plugin-b ');
    const run = await drive(async () => 1, { config: { plugins: [inCode] } });
    expect(resultOf(run)).toBe(1);
    expect(calls).toEqual(['in code', 'a', 'b']);
  });

  test('may name a module by its address', async () => {
    load(pathToFileURL(join(root, 'node_modules', 'plugin-a', 'index.js')).href);
    await drive(async () => 1);
    expect(calls).toEqual(['a']);
  });

  test('that is empty is none', async () => {
    load('  ');
    expect(resultOf(await drive(async () => 1))).toBe(1);
  });

  test.each([
    ['plugin-a,,plugin-a', 'the list of plugins has an empty item.'],
    ['plugin-a,plugin-a', 'the list of plugins names a module twice.'],
    ['plugin-none', 'plugin-none does not export durableExecutionPluginProvider.'],
    ['plugin-wrong', 'must have pluginApiVersion 1'],
    ['plugin-alien', 'did not answer an instance of its pluginType'],
    ['plugin-two', 'exports two different values'],
    ['plugin-broken', 'not-there'],
    ['plugin-nowhere', 'plugin-nowhere'],
  ])('that is %s fails every invocation', async (list, message) => {
    load(list);
    for (const wrapper of [undefined, awsWrapper]) {
      const { output } = await drive(async () => 1, {}, wrapper);
      expect(output).toMatchObject({ Status: 'FAILED', Error: { ErrorType: 'PluginLoadError' } });
      if (wrapper === undefined && output.Status === 'FAILED')
        expect(output.Error.ErrorMessage).toContain(message);
    }
  });
});

test('sdk 9.3.1: all plugins are called at once, and the operation waits for all of them', async () => {
  const seen: string[] = [];
  const slow = (name: string): DurableInstrumentationPlugin => ({
    onOperationStart: async () => {
      seen.push(`${name} called`);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`${name} done`);
    },
  });
  await drive(async (_event, ctx) => ctx.step('s', async () => void seen.push('step')), {
    config: { plugins: [slow('a'), slow('b')] },
  });
  expect(seen).toEqual(['a called', 'b called', 'a done', 'b done', 'step']);
});

test('sdk 9.3.2: the first plugin wraps outermost', async () => {
  const seen: string[] = [];
  const wrapping = (name: string): DurableInstrumentationPlugin => ({
    wrapOperationAttemptFn: async (_info, fn) => {
      seen.push(`${name} in`);
      await fn();
      seen.push(`${name} out`);
    },
  });
  await drive(async (_event, ctx) => ctx.step('s', async () => void seen.push('step')), {
    config: { plugins: [wrapping('a'), wrapping('b')] },
  });
  expect(seen).toEqual(['a in', 'b in', 'step', 'b out', 'a out']);
});

test('sdk 9.3.4: plugins change nothing that the service sees', async () => {
  const handler = async (
    _event: unknown,
    ctx: Parameters<Parameters<typeof drive>[0]>[1],
  ): Promise<unknown> => {
    await ctx.step('s', async () => 1);
    await ctx.wait('w', { seconds: 1 });
    return ctx.runInChildContext('k', (child) => child.step('t', async () => 2));
  };
  const [plain, observed] = [await drive(handler), await drive(handler, { config: { plugins: [inCode] } })];
  expect(observed.service.requests).toEqual(plain.service.requests);
  expect(observed.outputs).toEqual(plain.outputs);
});
