// Callback ids and checkpoint tokens: what goes in comes out, and what was never ours is recognised.

import type { ExecutionId } from '@perdure/protocol';
import { patterns } from '@perdure/protocol';
import { expect, test } from 'vitest';
import { decodeCallbackId, decodeToken, encodeCallbackId, encodeToken } from './references.ts';

const executionId = '0198-a_b' as ExecutionId;

test('a callback id names its operation', () => {
  const id = encodeCallbackId(executionId, 'c4ca4238a0b92382', 'nonce-1');
  expect(id).toMatch(patterns.callbackId);
  expect(decodeCallbackId(id)).toEqual({ executionId, operationId: 'c4ca4238a0b92382' });
});

test('a token names its invocation and its place in it', () => {
  const token = { executionId, invocation: 3, sequence: 7, nonce: 'nonce-1' };
  expect(encodeToken(token)).toMatch(patterns.checkpointToken);
  expect(decodeToken(encodeToken(token))).toEqual(token);
});

test.each(['', '***', 'YWJj', btoa('a/b'), btoa('a//c'), btoa('a/b/'), btoa('a/b/c/d/e')])(
  'the text %j was never one of ours',
  (text) => {
    expect(decodeCallbackId(text)).toBeUndefined();
    expect(decodeToken(text)).toBeUndefined();
  },
);
