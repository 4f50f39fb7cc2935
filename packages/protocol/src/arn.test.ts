import { expect, test } from 'vitest';
import { formatExecutionArn, formatFunctionArn, parseExecutionArn, parseFunctionReference } from './arn.ts';

const home = { partition: 'aws', region: 'eu-west-1', account: '000000000000' };
const arn = 'arn:aws:lambda:eu-west-1:000000000000:function:orders:3/durable-execution/order-17/0d9c';

test('an execution ARN survives parsing and formatting', () => {
  const reference = parseExecutionArn(arn);
  expect(reference).toMatchObject({
    functionName: 'orders',
    functionVersion: '3',
    executionName: 'order-17',
  });
  expect(reference && formatExecutionArn(reference)).toBe(arn);
});

test.each([
  ['an alias in place of the version', arn.replace(':3/', ':prod/')],
  ['an account of eleven digits', arn.replace('000000000000', '00000000000')],
  ['no id', arn.replace('/0d9c', '')],
  ['a path after the id', `${arn}/more`],
  ['nothing', ''],
])('%s is no execution ARN', (_what, text) => {
  expect(parseExecutionArn(text)).toBeUndefined();
});

test.each([
  ['orders', { functionName: 'orders', realm: home }],
  ['orders:prod', { functionName: 'orders', qualifier: 'prod', realm: home }],
  ['orders:$LATEST', { functionName: 'orders', qualifier: '$LATEST', realm: home }],
  ['000000000000:function:orders:7', { functionName: 'orders', qualifier: '7', realm: home }],
  [
    'arn:aws:lambda:us-east-1:111122223333:function:orders',
    { functionName: 'orders', realm: { partition: 'aws', region: 'us-east-1', account: '111122223333' } },
  ],
])('%s names a function', (text, reference) => {
  expect(parseFunctionReference(text, home)).toEqual(reference);
});

test.each(['', 'orders:', 'or ders', 'orders:a:b', '../orders', 'orders/1'])(
  '%j names no function',
  (text) => {
    expect(parseFunctionReference(text, home)).toBeUndefined();
  },
);

test('a function ARN is qualified only when a qualifier is given', () => {
  const base = 'arn:aws:lambda:eu-west-1:000000000000:function:orders';
  expect(formatFunctionArn({ realm: home, functionName: 'orders' })).toBe(base);
  expect(formatFunctionArn({ realm: home, functionName: 'orders', qualifier: 'prod' })).toBe(`${base}:prod`);
});
