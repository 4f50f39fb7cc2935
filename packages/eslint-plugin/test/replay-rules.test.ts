// What would go wrong without these rules: a replay that sees another time, another number or another list than the run
// before it, and goes another way.

import { noIoOutsideStep } from '../src/rules/no-io-outside-step.ts';
import { noNonDeterministicOutsideStep } from '../src/rules/no-non-deterministic-outside-step.ts';
import { noOperationInUnstableFlow } from '../src/rules/no-operation-in-unstable-flow.ts';
import { inHandler, javaScript, typeScript } from './rule-tester.ts';

javaScript.run('no-non-deterministic-outside-step', noNonDeterministicOutsideStep, {
  valid: [
    inHandler(`const now = await context.step('now', async () => Date.now());`),
    inHandler(`await context.waitForCondition('a', async () => Math.random(), { initialState: 0 });`),
    inHandler(`await context.waitForCallback('a', async (id) => { post(id, crypto.randomUUID()); });`),
    inHandler(`const day = new Date(event.day); const at = Date.parse(event.at);`),
    inHandler(
      `await context.step('a', async () => 1, { retryStrategy: () => ({ delay: { seconds: Math.random() } }) });`,
    ),
    `const startedAt = Date.now(); ${inHandler('return 1;')}`,
    `function plain() { return Math.random(); }`,
    `const stamp = () => Date.now(); ${inHandler(`await context.step('a', async () => stamp());`)}`,
    inHandler(`const stamp = () => Date.now(); await context.step('a', async () => stamp());`),
    inHandler(`const Date = { now: () => 1 }; return Date.now();`),
    `import { validate as isUuid } from 'uuid'; ${inHandler('return isUuid(event.id);')}`,
  ],
  invalid: [
    {
      code: inHandler(`const now = Date.now();`),
      errors: [
        {
          messageId: 'nonDeterministicOutsideStep',
          data: { source: 'Date.now()' },
          suggestions: [
            {
              messageId: 'intoStep',
              output: inHandler(`const now = (await context.step('now', async () => Date.now()));`),
            },
          ],
        },
      ],
    },
    // A date is recorded as a text: no suggestion.
    { code: inHandler(`const now = new Date();`), errors: [{ messageId: 'nonDeterministicOutsideStep' }] },
    {
      code: `export const handler = withDurableExecution(async () => performance.now());`,
      errors: [{ messageId: 'nonDeterministicOutsideStep' }],
    },
    {
      code: `const handler = async (event, context) => { return context.runInChildContext('a', async (child) => Math.random()); }; export default withDurableExecution(handler);`,
      errors: [{ messageId: 'nonDeterministicOutsideStep', suggestions: 1 }],
    },
    {
      code: inHandler(`const ids = event.items.map(() => crypto.randomUUID());`),
      errors: [{ messageId: 'nonDeterministicOutsideStep' }],
    },
    {
      code: `import { v4 } from 'uuid'; ${inHandler('return v4();')}`,
      errors: [{ messageId: 'nonDeterministicOutsideStep', suggestions: 1 }],
    },
    {
      code: `const { randomBytes } = require('node:crypto'); ${inHandler('return randomBytes(8);')}`,
      errors: [{ messageId: 'nonDeterministicOutsideStep', suggestions: 1 }],
    },
    {
      code: `function stamp() { return clock(); }\nfunction clock() { return Date.now(); }\n${inHandler('return stamp();')}`,
      errors: [
        { messageId: 'nonDeterministicFunction', data: { name: 'stamp', source: 'Date.now()', line: '2' } },
      ],
    },
  ],
});

typeScript.run('no-non-deterministic-outside-step in TypeScript', noNonDeterministicOutsideStep, {
  valid: [`export async function work(c: DurableContext) { await c.step('a', async () => Date.now()); }`],
  invalid: [
    {
      code: `export async function work(c: DurableContext): Promise<number> { return Date.now() as number; }`,
      errors: [{ messageId: 'nonDeterministicOutsideStep', suggestions: 1 }],
    },
  ],
});

javaScript.run('no-io-outside-step', noIoOutsideStep, {
  valid: [
    inHandler(`await context.step('a', async () => fetch(event.url));`),
    `import { readFileSync } from 'node:fs'; const menu = readFileSync('menu.json'); ${inHandler('return menu;')}`,
    `import { join } from 'node:path'; ${inHandler('return join("a", "b");')}`,
    inHandler(`const fetch = () => 1; return fetch();`),
    inHandler(
      `await context.waitForCallback('a', async (id) => { await fetch('http://127.0.0.1/' + id); });`,
    ),
  ],
  invalid: [
    {
      code: inHandler(`await fetch(event.url);`),
      errors: [{ messageId: 'ioOutsideStep', data: { source: 'fetch()' } }],
    },
    {
      code: `import fs from 'node:fs/promises'; ${inHandler('return fs.readFile("a");')}`,
      errors: [{ messageId: 'ioOutsideStep' }],
    },
    {
      code: `import { readFileSync } from 'fs'; ${inHandler('return readFileSync("a");')}`,
      errors: [{ messageId: 'ioOutsideStep' }],
    },
    {
      code: `import axios from 'axios'; ${inHandler('return axios.get(event.url);')}`,
      errors: [{ messageId: 'ioOutsideStep' }],
    },
    {
      code: inHandler(`await client.send(new PutItemCommand({}));`),
      errors: [{ messageId: 'ioOutsideStep', data: { source: 'client.send()' } }],
    },
    {
      code: `const load = async () => { const answer = await fetch('x'); return answer.json(); }; ${inHandler('return load();')}`,
      errors: [{ messageId: 'ioFunction' }],
    },
  ],
});

javaScript.run('no-operation-in-unstable-flow', noOperationInUnstableFlow, {
  valid: [
    inHandler(`if (event.isLate) await context.step('a', async () => 1);`),
    inHandler(
      `const now = await context.step('now', async () => Date.now()); if (now > event.end) await context.step('a', async () => 1);`,
    ),
    inHandler(`for (const item of event.items) await context.step(item.id, async () => 1);`),
    inHandler(`if (Math.random() > 0.5) console.log('tails'); await context.step('a', async () => 1);`),
    inHandler(`await context.step('a', async () => { if (Date.now() > 1) return 1; });`),
  ],
  invalid: [
    {
      code: inHandler(`if (Date.now() > event.end) await context.step('a', async () => 1);`),
      errors: [
        { messageId: 'condition', data: { operation: 'context.step', source: 'Date.now()', line: '2' } },
      ],
    },
    {
      code: inHandler(
        `const now = Date.now();\nconst isLate = now > event.end;\nif (isLate) { await context.step('a', async () => 1); }`,
      ),
      errors: [{ messageId: 'condition' }],
    },
    {
      code: inHandler(`while (Date.now() < event.end) await context.wait('a', { seconds: 1 });`),
      errors: [{ messageId: 'condition' }],
    },
    {
      code: inHandler(`Math.random() > 0.5 && (await context.wait('a', { seconds: 1 }));`),
      errors: [{ messageId: 'condition' }],
    },
    {
      code: `import { readdirSync } from 'node:fs'; ${inHandler(`for (const name of readdirSync('.')) await context.step(name, async () => 1);`)}`,
      errors: [{ messageId: 'collection' }],
    },
    {
      code: inHandler(
        `const orders = await (await fetch(event.url)).json(); for (const order of orders) await context.step(order.id, async () => 1);`,
      ),
      errors: [{ messageId: 'collection' }],
    },
  ],
});
