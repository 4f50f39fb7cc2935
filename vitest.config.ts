import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * What takes longest, in an order in which the browser's two halves do not meet. Vitest begins with the largest files where it
 * knows no better, so that these came last, together, and everybody waited for them.
 */
const begunFirst = [
  'packages/console/test/circumstances.test.ts',
  'packages/server/test/aws-cli.test.ts',
  'packages/server/test/workers.test.ts',
  'packages/cli/test/real-server.test.ts',
  'packages/console/test/pages.test.ts',
  'packages/store-sqlite/src/sqlite-store.test.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const found = begunFirst.findIndex((path) => moduleId.endsWith(path));
      return found === -1 ? begunFirst.length : found;
    };
    return (await super.sort(files)).toSorted((left, right) => place(left) - place(right));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
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
