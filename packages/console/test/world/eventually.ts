// A fact that comes true a moment after what brought it about.

import { expect } from 'vitest';
import { waitMillisMax } from './browser.ts';

/** Reads until the matcher accepts. Vitest's own poll gives up after a second, which a busy machine may need for one request. */
export const eventually = <Value>(read: () => Value | Promise<Value>) =>
  expect.poll(read, { timeout: waitMillisMax });
