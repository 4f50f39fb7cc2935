// A setup file for Vitest: `setupFiles: ['@perdure/testing/vitest']`. It adds the matchers and declares their types.

import { expect } from 'vitest';
import { type DurableMatchers, durableMatchers } from './matchers/durable-matchers.ts';

expect.extend(durableMatchers);

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown>
    extends DurableMatchers<R> {}
}
