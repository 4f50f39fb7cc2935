// The error catalogue against the API model: statuses, and the two spellings of the message member.

import { expect, test } from 'vitest';
import { accepted, errorCatalogue, refused } from './errors.ts';

test.each([
  ['InvalidParameterValueException', 400, 'message'],
  ['ValidationException', 400, 'message'],
  ['SerializationException', 400, 'message'],
  ['CallbackTimeoutException', 400, 'Message'],
  ['AccessDeniedException', 403, 'Message'],
  ['ResourceNotFoundException', 404, 'Message'],
  ['DurableExecutionAlreadyStartedException', 409, 'Message'],
  ['ResourceConflictException', 409, 'message'],
  ['PreconditionFailedException', 412, 'message'],
  ['RequestTooLargeException', 413, 'message'],
  ['UnsupportedMediaTypeException', 415, 'message'],
  ['TooManyRequestsException', 429, 'message'],
  ['ServiceException', 500, 'Message'],
] as const)('%s is %i with %s', (code, http, messageKey) => {
  expect(errorCatalogue[code]).toMatchObject({ http, messageKey });
});

test('every error says what it means and what to do, and only server-side trouble is worth repeating', () => {
  for (const entry of Object.values(errorCatalogue)) {
    expect(entry.says).toMatch(/\.$/);
    expect(entry.now).not.toBe('');
    expect(entry.retryable).toBe(entry.http === 429 || entry.http >= 500);
  }
});

test('a result is a value or a refusal', () => {
  expect(accepted(1)).toEqual({ ok: true, value: 1 });
  expect(refused('ServiceException', 'm')).toEqual({
    ok: false,
    refusal: { code: 'ServiceException', message: 'm' },
  });
});
