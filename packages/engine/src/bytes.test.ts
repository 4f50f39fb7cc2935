// Sizes against the encoder of the platform.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf, isLongerThan, quotedBytesOf } from './bytes.ts';

const utf8 = (text: string): number => new TextEncoder().encode(text).length;
const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.json());

test('a text has the bytes of its UTF-8', () => {
  fc.assert(fc.property(text, (value) => bytesOf(value) === utf8(value)));
  expect(bytesOf('aé€😀')).toBe(1 + 2 + 3 + 4);
  expect(bytesOf(undefined)).toBe(0);
});

test('an error has the bytes of its compact JSON', () => {
  expect(bytesOf({ ErrorMessage: 'é' })).toBe(utf8('{"ErrorMessage":"é"}'));
});

test('a quoted text takes no more bytes than estimated', () => {
  fc.assert(fc.property(text, (value) => quotedBytesOf(value) >= utf8(JSON.stringify(value))));
  expect(quotedBytesOf('"\\a')).toBe(utf8(JSON.stringify('"\\a')));
  expect(quotedBytesOf(undefined)).toBe(0);
});

test('a text is longer than a limit exactly when its bytes are', () => {
  fc.assert(
    fc.property(
      text,
      fc.nat({ max: 40 }),
      (value, limit) => isLongerThan(value, limit) === utf8(value) > limit,
    ),
  );
});
