// Fresh ids. A port as well, so that a simulation can make the same ones again.

import { randomBytes, randomUUID } from 'node:crypto';
import type { ExecutionId, Millis } from '@perdure/protocol';

export interface FreshIds {
  /** Time-ordered, so that the rows of executions started together lie together. */
  executionId(now: Millis): ExecutionId;
  /** An execution's name when the caller gave none. */
  executionName(): string;
  requestId(): string;
  /** Unguessable: the secret part of tokens and callback ids. */
  nonce(): string;
  /** 0 up to 1. */
  jitter(): number;
}

const POOL_BYTES = 4096;
const NONCE_BYTES = 12;
const UUID_RANDOM_BYTES = 10;
const VERSION_7 = 0x70;
const VARIANT = 0x80;
const LOW_NIBBLE = 0x0f;
const LOW_SIX_BITS = 0x3f;
const TIME_HEX_DIGITS = 12;

/** Random bytes are drawn in bulk: a system call for each id would be most of its cost. */
export class SystemIds implements FreshIds {
  #pool = randomBytes(POOL_BYTES);
  #used = 0;

  executionId(now: Millis): ExecutionId {
    const time = Math.floor(now).toString(16).padStart(TIME_HEX_DIGITS, '0');
    const random = this.#random(UUID_RANDOM_BYTES);
    random[0] = ((random[0] ?? 0) & LOW_NIBBLE) | VERSION_7;
    random[2] = ((random[2] ?? 0) & LOW_SIX_BITS) | VARIANT;
    const tail = random.toString('hex');
    return `${time.slice(0, 8)}-${time.slice(8)}-${tail.slice(0, 4)}-${tail.slice(4, 8)}-${tail.slice(8)}` as ExecutionId;
  }

  executionName(): string {
    return randomUUID();
  }

  requestId(): string {
    return randomUUID();
  }

  nonce(): string {
    return this.#random(NONCE_BYTES).toString('base64url');
  }

  jitter(): number {
    return Math.random();
  }

  #random(length: number): Buffer {
    if (this.#used + length > this.#pool.length) {
      this.#pool = randomBytes(POOL_BYTES);
      this.#used = 0;
    }
    const start = this.#used;
    this.#used += length;
    return this.#pool.subarray(start, this.#used);
  }
}
