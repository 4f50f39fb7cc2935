import { expect, test } from 'vitest';
import { decodeMarker, encodeMarker } from './markers.ts';

const marker = { issuedAt: 1000, query: 'history 17', position: '42' };
const DAY = 86_400_000;

test('a marker gives back the position that it was made with', () => {
  expect(decodeMarker(encodeMarker(marker), 'history 17', 2000)).toEqual({ ok: true, value: '42' });
});

test.each([
  ['of another query', encodeMarker(marker), 'history 18', 2000],
  ['older than a day', encodeMarker(marker), 'history 17', 1001 + DAY],
  ['that is not base64 of JSON', 'nonsense', 'history 17', 2000],
  ['of another shape', Buffer.from('{"a":1}').toString('base64'), 'history 17', 2000],
])('a marker %s is refused', (_what, text, query, now) => {
  expect(decodeMarker(text, query, now)).toMatchObject({ ok: false, refusal: { message: 'Invalid Marker' } });
});
