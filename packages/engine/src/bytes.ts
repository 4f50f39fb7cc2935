// Sizes as the wire counts them: UTF-8 bytes.

import type { ErrorObject } from '@perdure/protocol';

const ONE_BYTE_BELOW = 0x80;
const TWO_BYTES_BELOW = 0x800;
const SURROGATES_FROM = 0xd800;
const SURROGATES_BELOW = 0xe000;
const CONTROL_BELOW = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** The length of `\u0000`, which a control character may need in JSON. */
const ESCAPED_BYTES_MAX = 6;

/** The UTF-8 length of a text; of an error object, that of its compact JSON; 0 for nothing. */
export function bytesOf(value: string | ErrorObject | undefined): number {
  if (value === undefined) return 0;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < ONE_BYTE_BELOW) continue;
    // A surrogate pair is four bytes in two units, two for each; any other unit past U+07FF is three.
    const isPairOrTwoBytes = unit < TWO_BYTES_BELOW || (unit >= SURROGATES_FROM && unit < SURROGATES_BELOW);
    bytes += isPairOrTwoBytes ? 1 : 2;
  }
  return bytes;
}

/** An upper bound of what a text takes as a JSON string, quotes included, without making it; 0 for nothing. */
export function quotedBytesOf(text: string | undefined): number {
  if (text === undefined) return 0;
  let bytes = bytesOf(text) + '""'.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === QUOTE || unit === BACKSLASH) bytes += 1;
    else if (unit < CONTROL_BELOW) bytes += ESCAPED_BYTES_MAX - 1;
  }
  return bytes;
}

/** Whether a text is longer than `bytesMax` in UTF-8, without counting when its length alone decides. */
export function isLongerThan(text: string, bytesMax: number): boolean {
  const BYTES_PER_UNIT_MAX = 3;
  if (text.length > bytesMax) return true;
  return text.length * BYTES_PER_UNIT_MAX > bytesMax && bytesOf(text) > bytesMax;
}
