import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '{packages,examples}/*/{src,test}/**/*.test.ts',
      '{simulation,tools,bench,conformance}/**/*.test.ts',
    ],
    // Many tests wait for servers, browsers and processes, and leave their core to another file meanwhile.
    maxWorkers: '100%',
    // Guards against what hangs, not limits of speed: a busy machine may take its time.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
