// What would go wrong without these rules: an operation that a replay does not find again, or that never runs.

import { namedOperations } from '../src/rules/named-operations.ts';
import { noAmbiguousInvoke } from '../src/rules/no-ambiguous-invoke.ts';
import { noClosureInDurableOperations } from '../src/rules/no-closure-in-durable-operations.ts';
import { noNestedDurableOperations } from '../src/rules/no-nested-durable-operations.ts';
import { noUnawaitedOperation } from '../src/rules/no-unawaited-operation.ts';
import { inHandler, javaScript, typeScript } from './rule-tester.ts';

javaScript.run('no-nested-durable-operations', noNestedDurableOperations, {
  valid: [
    inHandler(`await context.step('a', async () => 1); await context.wait('b', { seconds: 1 });`),
    inHandler(`await context.runInChildContext('a', async (child) => child.step('b', async () => 1));`),
    inHandler(
      `await context.map('a', event.items, async (child, item) => child.step('b', async () => item));`,
    ),
    inHandler(
      `await context.parallel('a', [async (child) => child.wait('b', { seconds: 1 }), { name: 'c', func: async (other) => other.step('d', async () => 1) }]);`,
    ),
    inHandler(
      `await withRetry(context, 'a', async (child) => child.invoke('b', 'fn', {}), { retryStrategy });`,
    ),
    inHandler(
      `await withRetry(context, 'a', async () => context.invoke('b', 'fn', {}), { retryStrategy, wrapWithRunInChildContext: false });`,
    ),
    inHandler(
      `const list = event.items.map((item) => context.step(item.id, async () => item)); await context.promise.all(list);`,
    ),
    `array.map((item) => array.map((other) => other));`,
    `flow.step('a', () => flow.step('b'));`,
  ],
  invalid: [
    {
      code: inHandler(`await context.step('a', async () => { await context.wait('b', { seconds: 1 }); });`),
      errors: [{ messageId: 'inBody', data: { context: 'context', operation: 'wait', outer: 'step' } }],
    },
    {
      code: inHandler(`await context.step('a', async () => context.invoke('b', 'fn', {}));`),
      errors: [{ messageId: 'inBody' }],
    },
    {
      code: inHandler(
        `await context.waitForCallback('a', async (id) => { const [p] = await context.createCallback('b'); });`,
      ),
      errors: [{ messageId: 'inBody' }],
    },
    {
      code: inHandler(
        `await context.runInChildContext('a', async (child) => context.step('b', async () => 1));`,
      ),
      errors: [
        {
          messageId: 'inChild',
          suggestions: [
            {
              messageId: 'useChild',
              data: { child: 'child' },
              output: inHandler(
                `await context.runInChildContext('a', async (child) => child.step('b', async () => 1));`,
              ),
            },
          ],
        },
      ],
    },
    {
      code: inHandler(`await context.parallel('a', [async () => context.step('b', async () => 1)]);`),
      errors: [{ messageId: 'inChild' }],
    },
    {
      code: inHandler(
        `await context.parallel([{ name: 'x', func: async () => context.step('b', async () => 1) }]);`,
      ),
      errors: [{ messageId: 'inChild' }],
    },
    {
      code: inHandler(`await context.map('a', event.items, async () => context.promise.all([]));`),
      errors: [
        { messageId: 'inChild', data: { context: 'context', operation: 'promise.all', outer: 'map' } },
      ],
    },
    {
      code: inHandler(
        `await withRetry(context, 'a', async () => context.invoke('b', 'fn', {}), { retryStrategy });`,
      ),
      errors: [{ messageId: 'inChild' }],
    },
    {
      // The grandparent's context is as wrong as the parent's.
      code: inHandler(
        `await context.runInChildContext('a', async (child) => child.step('b', async () => context.step('c', async () => 1)));`,
      ),
      errors: [{ messageId: 'inBody' }],
    },
  ],
});

typeScript.run('no-nested-durable-operations in TypeScript', noNestedDurableOperations, {
  valid: [`async function helper(c: DurableContext) { await c.step('a', async () => 1); }`],
  invalid: [
    {
      code: `async function helper(c: sdk.DurableContext<Logger>) { await c.step('a', async () => { await c!.wait({ seconds: 1 }); }); }`,
      errors: [{ messageId: 'inBody' }],
    },
    {
      code: `async function helper(ctx) { await ctx.step('a', async () => { await ctx.wait({ seconds: 1 }); }); }`,
      errors: [{ messageId: 'inBody' }],
    },
  ],
});

javaScript.run('no-closure-in-durable-operations', noClosureInDurableOperations, {
  valid: [
    inHandler(`let total = 0; total += await context.step('a', async () => 1);`),
    inHandler(
      `const sum = await context.step('a', async () => { let sum = 0; for (const n of event) sum += n; return sum; });`,
    ),
    inHandler(`let seen = 0; await context.step('a', async () => seen + 1); seen++;`),
    inHandler(
      `let delay = 1; await context.step('a', async () => 1, { retryStrategy: () => { delay++; return {}; } });`,
    ),
    `let n = 0; list.map(() => { n++; });`,
  ],
  invalid: [
    {
      code: inHandler(`let total = 0; await context.step('a', async () => { total += 1; });`),
      errors: [{ messageId: 'closure', data: { name: 'total', operation: 'step' } }],
    },
    {
      code: `let calls = 0; ${inHandler(`await context.step('a', async () => { calls++; });`)}`,
      errors: [{ messageId: 'closure' }],
    },
    {
      code: inHandler(
        `let a, b; await context.runInChildContext('c', async (child) => { [a, { b }] = [1, { b: 2 }]; });`,
      ),
      errors: [{ messageId: 'closure' }, { messageId: 'closure' }],
    },
    {
      code: inHandler(
        `let last; await context.waitForCallback('c', async (id) => { for (last of [id]) {} });`,
      ),
      errors: [{ messageId: 'closure' }],
    },
    {
      code: inHandler(
        `let done; await context.parallel([async (child) => { event.list.forEach(() => { done = true; }); }]);`,
      ),
      errors: [{ messageId: 'closure' }],
    },
  ],
});

javaScript.run('no-unawaited-operation', noUnawaitedOperation, {
  valid: [
    inHandler(`await context.step('a', async () => 1);`),
    inHandler(`return context.step('a', async () => 1);`),
    inHandler(`const a = context.step('a', async () => 1); return context.promise.all([a]);`),
    inHandler(`await context.step('a', async () => 1).catch(() => 0);`),
    inHandler(`const [promise, id] = await context.createCallback('a'); await promise;`),
    `const f = (context) => context.step('a', async () => 1);`,
  ],
  invalid: [
    {
      code: inHandler(`context.step('a', async () => 1);`),
      errors: [
        {
          messageId: 'unawaited',
          suggestions: [
            { messageId: 'addAwait', output: inHandler(`await context.step('a', async () => 1);`) },
          ],
        },
      ],
    },
    {
      code: inHandler(`context.wait('a', { seconds: 1 }).then(() => 2);`),
      errors: [{ messageId: 'unawaited', suggestions: 1 }],
    },
    { code: inHandler(`void context.wait('a', { seconds: 1 });`), errors: [{ messageId: 'unawaited' }] },
    {
      code: inHandler(`event.x && context.wait('a', { seconds: 1 });`),
      errors: [{ messageId: 'unawaited' }],
    },
    {
      code: inHandler(`const left = context.step('a', async () => 1); return 2;`),
      errors: [{ messageId: 'unused', data: { name: 'left' } }],
    },
  ],
});

javaScript.run('named-operations', namedOperations, {
  valid: [
    inHandler(`await context.step('a', async () => 1); await context.wait('b', { seconds: 1 });`),
    inHandler(`await context.step(event.name, async () => 1); await context.wait(event.duration);`),
    inHandler(`await context.invoke('a', 'fn', {}); await context.invoke(event.fn, event.input);`),
    inHandler(`await context.promise.all([]);`),
  ],
  invalid: [
    { code: inHandler(`await context.step(async () => 1);`), errors: [{ messageId: 'unnamed' }] },
    { code: inHandler(`await context.wait({ seconds: 1 });`), errors: [{ messageId: 'unnamed' }] },
    { code: inHandler(`await context.createCallback();`), errors: [{ messageId: 'unnamed' }] },
    { code: inHandler(`await context.invoke('fn', { a: 1 });`), errors: [{ messageId: 'unnamed' }] },
    { code: inHandler(`await context.map([1, 2], async (c) => 1);`), errors: [{ messageId: 'unnamed' }] },
    {
      code: `const reserve = async () => 1; ${inHandler(`await context.step(reserve, {});`)}`,
      errors: [
        {
          messageId: 'unnamed',
          suggestions: [
            {
              messageId: 'addName',
              data: { name: 'reserve' },
              output: `const reserve = async () => 1; ${inHandler(`await context.step('reserve', reserve, {});`)}`,
            },
          ],
        },
      ],
    },
  ],
});

javaScript.run('no-ambiguous-invoke', noAmbiguousInvoke, {
  valid: [
    inHandler(`await context.invoke('charge', 'payments:live');`),
    inHandler(
      `await context.invoke('charge', 'arn:aws:lambda:us-east-1:000000000000:function:payments:$LATEST');`,
    ),
    inHandler(`await context.invoke('charge', 'payments', 'a text as input');`),
    inHandler(`await context.invoke('payments', { text: 'as input' });`),
  ],
  invalid: [
    {
      code: inHandler(`await context.invoke('payments', 'a text as input');`),
      errors: [{ messageId: 'ambiguous' }],
    },
    {
      code: inHandler(`await context.invoke('payments', JSON.stringify(event));`),
      errors: [{ messageId: 'ambiguous' }],
    },
  ],
});
