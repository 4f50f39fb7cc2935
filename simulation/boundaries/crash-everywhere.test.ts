// A crash at every commit of a chained invoke, and of what may happen to it meanwhile. A bug shows as two children of one
// operation, none, or an end that depends on when the server died.

import { expect, test } from 'vitest';
import { crashEverywhere } from './crash-everywhere.ts';
import { interventions } from './interventions.ts';

const SEED = 1;

test.each(interventions)(
  'one operation has one child, and both end as they must, at whichever commit the server crashes: $name',
  async (intervention) => {
    const failures: string[] = [];
    const crashes = await crashEverywhere(SEED, intervention, ({ checker, message }, crash) => {
      failures.push(`${checker} ${JSON.stringify(crash)}: ${message}`);
    });
    expect(failures).toEqual([]);
    expect(crashes).toBeGreaterThan(20);
  },
);
