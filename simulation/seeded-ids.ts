// Fresh ids that come again with the same seed.

import type { ExecutionId, Millis } from '@perdure/protocol';
import type { FreshIds } from '@perdure/server/embedded';
import type { Random } from './random.ts';

const TIME_HEX_DIGITS = 12;
const TAIL_HEX_DIGITS = 12;
const NAME_HEX_DIGITS = 12;
const NONCE_HEX_DIGITS = 16;

export class SeededIds implements FreshIds {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  executionId(now: Millis): ExecutionId {
    const time = now.toString(16).padStart(TIME_HEX_DIGITS, '0');
    return `${time}-${this.#random.hex(TAIL_HEX_DIGITS)}` as ExecutionId;
  }

  executionName(): string {
    return `unnamed-${this.#random.hex(NAME_HEX_DIGITS)}`;
  }

  requestId(): string {
    return `request-${this.#random.hex(NAME_HEX_DIGITS)}`;
  }

  nonce(): string {
    return this.#random.hex(NONCE_HEX_DIGITS);
  }

  jitter(): number {
    return this.#random.fraction();
  }
}
