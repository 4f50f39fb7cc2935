// What reading any element of a policy needs: texts within limits, and one way to say that something is not understood.

import { policyLimits } from './limits.ts';

export class MalformedPolicy extends Error {
  override readonly name = 'MalformedPolicy';
}

export const malformed = (message: string): never => {
  throw new MalformedPolicy(message);
};

/** A text or a list of texts; numbers and truth values count as their texts. */
export function texts(raw: unknown, where: string): string[] {
  const values = Array.isArray(raw) ? raw : [raw];
  const { valuesMax, valueCharsMax } = policyLimits;
  if (values.length === 0) return malformed(`${where} is empty`);
  if (values.length > valuesMax) return malformed(`${where} has more than ${valuesMax} values`);
  return values.map((value) => {
    const text = typeof value === 'boolean' || typeof value === 'number' ? String(value) : value;
    if (typeof text !== 'string') return malformed(`${where} must be a text or a list of texts`);
    if (text.length > valueCharsMax) return malformed(`${where} has a value that is too long`);
    return text;
  });
}

const SHOWN_CHARS_MAX = 100;
export const shown = (text: string): string => `"${text.slice(0, SHOWN_CHARS_MAX)}"`;
