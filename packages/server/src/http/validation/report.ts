// What is wrong with a request, collected while it is read and told in one message, as AWS does.
//
// I1  A value of the wrong type outranks everything else: the rest of the request cannot be judged by then.
// I2  All violated constraints are told together, so that a caller corrects them in one go.
// I3  A message is bounded, whatever the request holds, and never repeats the value of a sensitive member.

import { type Refusal, refusal } from '@perdure/protocol';
import { httpLimits } from '../http-limits.ts';

export class Report {
  #conversion: string | undefined;
  readonly #violations: string[] = [];
  #violationCount = 0;

  /** The value at the path does not convert to the type. The first one is told. */
  cannotConvert(value: unknown, type: string, path: string): void {
    this.#conversion ??= `${quote(value)} can not be converted to ${type} (at '${path}')`;
  }

  /** The value at the path breaks a constraint, worded "Member must …". */
  violates(value: unknown, path: string, constraint: string, sensitive = false): void {
    this.#violationCount += 1;
    if (this.#violations.length >= httpLimits.violationsListedMax) return;
    const shown = sensitive ? '' : ` ${quote(value)}`;
    this.#violations.push(`Value${shown} at '${path}' failed to satisfy constraint: ${constraint}`);
  }

  /** Undefined when nothing is wrong. */
  refusal(): Refusal | undefined {
    if (this.#conversion !== undefined) return refusal('SerializationException', this.#conversion);
    if (this.#violationCount === 0) return undefined;
    const noun = this.#violationCount === 1 ? 'error' : 'errors';
    const head = `${this.#violationCount} validation ${noun} detected: `;
    const unlisted = this.#violationCount - this.#violations.length;
    const tail = unlisted === 0 ? '' : `; and ${unlisted} more`;
    return refusal('ValidationException', head + this.#violations.join('; ') + tail);
  }
}

/** The value as messages show it. Objects and lists are not written out: they may be of any size and depth. */
function quote(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  if (Array.isArray(value)) return "'[…]'";
  if (typeof value === 'object') return "'{…}'";
  const text = String(value);
  if (text.length <= httpLimits.quotedCharsMax) return `'${text}'`;
  return `'${text.slice(0, httpLimits.quotedCharsMax)}…'`;
}
