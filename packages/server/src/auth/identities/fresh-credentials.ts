// Fresh ids and secrets, in the form that AWS's tools know.

import { randomBytes, randomInt } from 'node:crypto';
import { identityLimits } from './limits.ts';

/** `AKIA` for access keys of users, `ASIA` of sessions, `AIDA` users, `AROA` roles. */
export type IdPrefix = 'AKIA' | 'ASIA' | 'AIDA' | 'AROA';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function freshId(prefix: IdPrefix): string {
  let id: string = prefix;
  // Keys are a character shorter than the ids of identities.
  const chars = prefix.startsWith('AK') || prefix.startsWith('AS') ? 1 : 0;
  for (let count = identityLimits.idChars - chars; count > 0; count -= 1) {
    id += letters.charAt(randomInt(letters.length));
  }
  return id;
}

/** 40 characters of base64. */
export const freshSecret = (): string => randomBytes(identityLimits.secretBytes).toString('base64');
