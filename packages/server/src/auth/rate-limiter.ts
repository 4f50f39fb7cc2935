// How often somebody may do something: a bucket of tokens for each caller, which fills steadily and is emptied by requests.

import { MILLIS_PER_SECOND, type Millis } from '@perdure/protocol';
import { accessLimits } from './limits.ts';

interface Bucket {
  tokens: number;
  filledAt: Millis;
}

export class RateLimiter {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
  }

  /** Takes a token; false when there is none. */
  take(caller: string, now: Millis): boolean {
    const bucket = this.#buckets.get(caller) ?? { tokens: this.#burst, filledAt: now };
    const gained = ((now - bucket.filledAt) / MILLIS_PER_SECOND) * this.#perSecond;
    bucket.tokens = Math.min(this.#burst, bucket.tokens + Math.max(0, gained));
    bucket.filledAt = now;
    // The order of the map is that of the last request.
    this.#buckets.delete(caller);
    this.#buckets.set(caller, bucket);
    if (this.#buckets.size > accessLimits.callersCountedMax) this.#forgetOldest();
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  #forgetOldest(): void {
    for (const caller of this.#buckets.keys()) {
      this.#buckets.delete(caller);
      return;
    }
  }
}
