// What waits for a turn of the loop. Requests are turned away when too many of them wait; our own work never is, and does not
// keep them out: it is bounded by what was accepted before.

import type { Submission } from './submission.ts';

export class Inbox {
  readonly #requestsMax: number;
  #submissions: Submission[] = [];
  #requests = 0;

  constructor(requestsMax: number) {
    this.#requestsMax = requestsMax;
  }

  get length(): number {
    return this.#submissions.length;
  }

  /** Whether another request is one too many. */
  get isFull(): boolean {
    return this.#requests >= this.#requestsMax;
  }

  put(submission: Submission): void {
    this.#submissions.push(submission);
    if (submission.isRequest) this.#requests += 1;
  }

  /** Takes out so many at most, the oldest first. */
  take(count: number): Submission[] {
    const taken = this.#submissions.slice(0, count);
    this.#submissions = this.#submissions.slice(count);
    for (const { isRequest } of taken) if (isRequest) this.#requests -= 1;
    return taken;
  }
}
