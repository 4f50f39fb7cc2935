// Invocations that end with an error are repeated, and nothing else of an execution tells why it does not get on.

import type { ErrorObject } from '@perdure/protocol';
import { invocationError } from '../output/event-details.ts';
import { failureText } from '../output/execution-summary.ts';
import { printable } from '../output/printable.ts';
import type { FollowedEvent } from './follow-execution.ts';

/** The invocations that have failed since anything else was recorded. */
export class FailingInvocations {
  #count = 0;
  #error: ErrorObject | undefined;

  apply(event: FollowedEvent): void {
    this.#error = invocationError(event);
    this.#count = this.#error === undefined ? 0 : this.#count + 1;
  }

  /** What keeps the execution from going on; undefined while nothing does. */
  text(): string | undefined {
    if (this.#error === undefined) return undefined;
    const which = this.#count === 1 ? 'An invocation has' : `${this.#count} invocations in a row have`;
    return `${which} failed: ${printable(failureText(this.#error))}. It is repeated.`;
  }
}
