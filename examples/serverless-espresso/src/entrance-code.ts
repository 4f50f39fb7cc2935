// The code on the display: who orders must have stood before it. It changes every few minutes; the one before is still good.

import { createHmac, timingSafeEqual } from 'node:crypto';
import { settings } from './settings.ts';

const WINDOW_MILLIS = 300_000;
const CODE_CHARS = 8;

export const codeAt = (now: number): string => codeOf(Math.floor(now / WINDOW_MILLIS));

export function isGoodCode(code: unknown, now: number): boolean {
  if (typeof code !== 'string' || code.length !== CODE_CHARS) return false;
  const window = Math.floor(now / WINDOW_MILLIS);
  return [window, window - 1].some((known) =>
    timingSafeEqual(Buffer.from(codeOf(known)), Buffer.from(code.padEnd(CODE_CHARS).slice(0, CODE_CHARS))),
  );
}

const codeOf = (window: number): string =>
  createHmac('sha256', settings().codeSecret).update(String(window)).digest('hex').slice(0, CODE_CHARS);
