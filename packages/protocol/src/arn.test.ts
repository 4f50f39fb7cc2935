// ARNs of functions and executions: every form that a caller may write, and those that are none.

import { describe, expect, test } from 'vitest';
import {
  formatExecutionArn,
  formatFunctionArn,
  isSameRealm,
  parseExecutionArn,
  parseFunctionReference,
} from './arn.ts';

const home = { partition: 'aws', region: 'eu-west-1', account: '000000000000' };
const owner = 'arn:aws:lambda:eu-west-1:000000000000:function:orders';

describe('an execution ARN', () => {
  test.each(['3', '$LATEST', '$LATEST.PUBLISHED'])(
    'with the version %s is read and written alike',
    (version) => {
      const arn = `${owner}:${version}/durable-execution/order-17/0198_a-b`;
      const reference = parseExecutionArn(arn);
      expect(reference).toEqual({
        realm: home,
        functionName: 'orders',
        functionVersion: version,
        executionName: 'order-17',
        executionId: '0198_a-b',
      });
      expect(reference && formatExecutionArn(reference)).toBe(arn);
    },
  );

  test.each([
    '',
    owner,
    `${owner}/durable-execution/a/b`,
    `${owner}:live/durable-execution/a/b`,
    `${owner}:3/durable-execution/a`,
    `${owner}:3/durable-execution/a/b/c`,
    `${owner}:3/durable-execution/a b/c`,
    `${owner}:3:durable-execution:a:b`,
    `x${owner}:3/durable-execution/a/b`,
    `${owner}:3/durable-execution/a/b\n`,
    'arn:aws:lambda:eu-west-1:0000:function:orders:3/durable-execution/a/b',
  ])('is not %j', (text) => {
    expect(parseExecutionArn(text)).toBeUndefined();
  });
});

describe('a function reference', () => {
  test.each([
    ['orders', undefined],
    ['orders:3', '3'],
    ['orders:$LATEST', '$LATEST'],
    ['orders:$LATEST.PUBLISHED', '$LATEST.PUBLISHED'],
    ['orders:prod-1', 'prod-1'],
    ['function:orders', undefined],
    ['000000000000:function:orders:3', '3'],
    ['eu-west-1:000000000000:function:orders', undefined],
    [`${owner}:prod`, 'prod'],
  ])('%s is at home, with the qualifier %s', (text, qualifier) => {
    const reference = parseFunctionReference(text, home);
    expect(reference).toEqual({
      realm: home,
      functionName: 'orders',
      ...(qualifier === undefined ? {} : { qualifier }),
    });
  });

  test.each([
    'arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:orders',
    'arn:aws-cn:lambda:cn-north-1:123456789012:function:orders:3',
    'arn:aws-eusc:lambda:eusc-de-east-1:123456789012:function:orders',
    'arn:aws-iso:lambda:us-iso-east-1:123456789012:function:orders',
  ])('%s keeps its own realm and is written as it was read', (text) => {
    const reference = parseFunctionReference(text, home);
    expect(reference && isSameRealm(reference.realm, home)).toBe(false);
    expect(reference && formatFunctionArn(reference)).toBe(text);
  });

  test.each(['', 'a b', 'orders:', 'orders:$latest', 'orders:1:2', `${owner}/x`, 'x'.repeat(141)])(
    'is not %j',
    (text) => {
      expect(parseFunctionReference(text, home)).toBeUndefined();
    },
  );
});
