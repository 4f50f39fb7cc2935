// What handlers get for `node:process` when they run in this process: an exit ends their invocation only.

import { channel } from 'node:diagnostics_channel';

/** Tells of an exit. A named channel, since the handlers are loaded apart from those who run them. */
export const exits = channel('perdure.conformance.exit');

export function exit(): never {
  exits.publish(undefined);
  // The invocation has ended; whatever becomes of this error, nobody hears of it any more.
  throw new Error('The process of this invocation has ended.');
}
