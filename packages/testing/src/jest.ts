// A setup file for Jest: `setupFilesAfterEnv: ['@perdure/testing/jest']`. It adds the matchers and declares their types.

import { type DurableMatchers, durableMatchers } from './matchers/durable-matchers.ts';

interface Expect {
  extend(matchers: object): void;
}

const { expect } = globalThis as { expect?: Expect };
if (expect === undefined) {
  throw new Error(
    'There is no global expect to extend. Name @perdure/testing/jest in setupFilesAfterEnv of the Jest configuration; ' +
      'with injectGlobals: false, call expect.extend(durableMatchers) with the expect of @jest/globals.',
  );
}
expect.extend(durableMatchers);

declare global {
  namespace jest {
    interface Matchers<R, T = object> extends DurableMatchers<R> {}
  }
}
