// The public types of AWS's SDK and ours, at compile time: each type, class, function and constant of one name is assigned
// both ways. A bug would show as a program that compiles with one of the two and not with the other.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as aws from '@aws/durable-execution-sdk-js';
import { afterAll, expect, test } from 'vitest';
import * as ours from '../src/index.ts';
import { compile, openDeclarations } from './opened-declarations.ts';

const folder = openDeclarations();
afterAll(() => rmSync(folder, { recursive: true }));

/** What generic types are tried with. `Logger` is each SDK's own. */
const typeArguments: Readonly<Record<string, string>> = {
  BatchItem: 'Order',
  BatchResult: 'Order',
  ChildConfig: 'Order',
  ConcurrencyConfig: 'Order',
  ConcurrentExecutionItem: 'Order',
  ConcurrentExecutor: 'Order, number, Logger',
  DurableContextLogger: 'Logger',
  DurableExecutionHandler: 'Order, number',
  DurablePromise: 'Order',
  InvokeConfig: 'Order, number',
  MapConfig: 'Order, number',
  MapFunc: 'Order, number, Logger',
  RetryableFunc: 'Order',
  Serdes: 'Order',
  StepConfig: 'Order',
  StepFunc: 'Order',
  WaitForConditionCheckFunc: 'Order',
  WaitForConditionConfig: 'Order',
  WaitForConditionWaitStrategyFunc: 'Order',
  WaitStrategyConfig: 'Order',
  WithRetryConfig: 'Order',
};

/** Assignments that must fail, and why. One that succeeds is as wrong as another that fails. */
const exceptions: Readonly<Record<string, string>> = {
  'type DurableExecutionConfig: ours as theirs':
    "`client` of ours takes anything that sends commands, AWS's LambdaClient included; theirs takes that class only",
  'value withDurableExecution: theirs as ours': 'the same: its second parameter is a DurableExecutionConfig',
};

const exportLists = /export \{([^}]*)\}/g;

/** Everything that AWS's SDK exports. */
function exportedNames(): string[] {
  const index = readFileSync(join(folder, 'aws', 'index.d.ts'), 'utf8');
  const listed = [...index.matchAll(exportLists)].flatMap(([, list = '']) => list.split(','));
  const names = listed.map((name) => name.trim()).filter((name) => name !== '');
  return [...new Set([...names, ...Object.keys(aws)])].sort();
}

/** Whether a name is a type: classes and what was an enum are both, functions and other constants are not. */
function isType(name: string): boolean {
  if (!(name in aws)) return true;
  const value: unknown = Reflect.get(aws, name);
  if (typeof value === 'function') return /^class\b/.test(Function.prototype.toString.call(value));
  const isRecord = typeof value === 'object' && value !== null;
  return isRecord && Object.values(value).every((member) => typeof member === 'string');
}

function typeOf(sdk: 'aws' | 'ours', name: string): string {
  const list = typeArguments[name];
  return `${sdk}.${name}${list === undefined ? '' : `<${list.replace('Logger', `${sdk}.DurableLogger`)}>`}`;
}

/** One assignment per line, under the name by which it is excepted. */
function assignments(name: string): [title: string, line: string][] {
  const [theirs, mine] = [typeOf('aws', name), typeOf('ours', name)];
  const types: [string, string][] = [
    [`type ${name}: theirs as ours`, `((value: ${theirs}): ${mine} => value)`],
    [`type ${name}: ours as theirs`, `((value: ${mine}): ${theirs} => value)`],
    [`type ${name}: theirs is known`, `true satisfies Known<${theirs}>`],
    [`type ${name}: ours is known`, `true satisfies Known<${mine}>`],
  ];
  const values: [string, string][] = [
    [`value ${name}: theirs as ours`, `aws.${name} satisfies typeof ours.${name}`],
    [`value ${name}: ours as theirs`, `ours.${name} satisfies typeof aws.${name}`],
  ];
  return [...(isType(name) ? types : []), ...(name in aws ? values : [])];
}

const prelude = [
  "import * as aws from './aws/index.js'; import * as ours from './ours/index.js'; import * as lambda from 'aws-lambda';",
  'interface Order { id: string }; type Known<T> = 0 extends 1 & T ? false : true;',
];

test('sdk 1.1, 1.2: the public types of both SDKs stand for each other', () => {
  const titled = [
    ...exportedNames().flatMap(assignments),
    ['LambdaContext: theirs as ours', '((value: lambda.Context): ours.LambdaContext => value)'],
    ['LambdaContext: ours as theirs', '((value: ours.LambdaContext): lambda.Context => value)'],
  ];
  const lines = titled.map(([, assignment], index) => `export const _${index} = ${assignment};`);
  const file = join(folder, 'assignments.ts');
  writeFileSync(file, [...prelude, ...lines].join('\n'));
  const options = { module: 'esnext', moduleResolution: 'bundler' };
  const complaints = compile(folder, 'assignments.json', [file], options);
  const failed = new Map<string, string>();
  for (const [, line = '', message = ''] of complaints.matchAll(
    /assignments\.ts\((\d+),\d+\): error (.*)/g,
  )) {
    failed.set(titled[Number(line) - 1 - prelude.length]?.[0] ?? complaints, message);
  }
  for (const [title, reason] of Object.entries(exceptions)) {
    expect(failed.delete(title), `${title} is excepted (${reason}), but holds`).toBe(true);
  }
  expect(Object.fromEntries(failed)).toEqual({});
  expect(titled.length).toBeGreaterThan(300);
});

test('sdk 1.1: everything that AWS exports at run time is there, with the same constants', () => {
  for (const [name, theirs] of Object.entries(aws)) {
    const mine: unknown = Reflect.get(ours, name);
    expect(typeof mine, name).toBe(typeof theirs);
    const isEnum = typeof theirs === 'object' && isType(name);
    if (isEnum || typeof theirs === 'string' || typeof theirs === 'number')
      expect(mine, name).toEqual(theirs);
  }
});
