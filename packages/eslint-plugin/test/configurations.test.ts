// What would go wrong without these tests: a plugin whose rules are sound but which no ESLint loads, or which cries wolf on
// code that is known to replay.

import { fileURLToPath } from 'node:url';
import parser from '@typescript-eslint/parser';
import { ESLint } from 'eslint';
import { ESLint as ESLint8 } from 'eslint-8';
import { describe, expect, test } from 'vitest';
import plugin from '../src/index.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

const broken = `
import { withDurableExecution } from '@perdure/sdk';
export const handler = withDurableExecution(async (event, context) => {
  const startedAt = Date.now();
  await fetch(event.url);
  let total = 0;
  context.step('lost', async () => { total += 1; });
  if (startedAt > event.end) await context.step(async () => context.wait('nested', { seconds: 1 }));
  await context.invoke('payments', 'a text');
});
`;
const everyRule = Object.keys(plugin.rules)
  .map((name) => `@perdure/${name}`)
  .sort();

const ruleIds = (messages: readonly { ruleId: string | null }[]): string[] =>
  [...new Set(messages.map(({ ruleId }) => ruleId ?? 'fatal'))].sort();

describe('the configurations', () => {
  test('the flat one turns every rule on', async () => {
    const eslint = new ESLint({
      cwd: root,
      overrideConfigFile: true,
      overrideConfig: [plugin.configs.recommended],
    });
    const [result] = await eslint.lintText(broken, { filePath: 'handler.js' });
    expect(ruleIds(result?.messages ?? [])).toEqual(everyRule);
  });

  test('the legacy one turns every rule on in ESLint 8', async () => {
    const eslint = new ESLint8({
      cwd: root,
      useEslintrc: false,
      plugins: { '@perdure': plugin },
      overrideConfig: {
        extends: ['plugin:@perdure/recommended-legacy'],
        parserOptions: { ecmaVersion: 2022, sourceType: 'module' },
      },
    });
    const [result] = await eslint.lintText(broken, { filePath: 'handler.js' });
    expect(ruleIds(result?.messages ?? [])).toEqual(everyRule);
  });

  test("AWS's name for the plugin works as well, with the same rules", async () => {
    const eslint = new ESLint({
      cwd: root,
      overrideConfigFile: true,
      overrideConfig: [
        {
          plugins: { '@aws/durable-execution-sdk-js': plugin },
          rules: { '@aws/durable-execution-sdk-js/no-closure-in-durable-operations': 'error' },
        },
      ],
    });
    const [result] = await eslint.lintText(broken, { filePath: 'handler.js' });
    expect(ruleIds(result?.messages ?? [])).toEqual([
      '@aws/durable-execution-sdk-js/no-closure-in-durable-operations',
    ]);
  });
});

describe('code that is known to replay', () => {
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: [
      { ...plugin.configs.recommended, files: ['**/*.ts'], languageOptions: { parser } },
      { linterOptions: { reportUnusedDisableDirectives: 'off' } },
    ],
  });

  test('the examples have nothing to report', async () => {
    const results = await eslint.lintFiles(['examples/**/*.ts']);
    expect(results.length).toBeGreaterThan(1);
    expect(
      results.flatMap(({ filePath, messages }) => messages.map(({ message }) => `${filePath}: ${message}`)),
    ).toEqual([]);
  });

  test('the handlers of the conformance suites have no errors', async () => {
    const results = await eslint.lintFiles(['conformance/handlers/*.ts']);
    // It counts the replays themselves, so it must write a file in each.
    const replaySafe = results.filter(({ filePath }) => !filePath.endsWith('attempt-count.ts'));
    const errors = replaySafe.flatMap(({ filePath, messages }) =>
      messages
        .filter(({ severity }) => severity === 2)
        .map(({ message, line }) => `${filePath}:${line}: ${message}`),
    );
    expect(errors).toEqual([]);
  });
});
