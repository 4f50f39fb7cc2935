// `npm run conformance -- --requirements DIR [--sdk aws|perdure|both] [--suite step] [--id 1-14] [--endpoint URL]`
//
// Runs requirement files against a server: one of its own in a temporary directory, unless an endpoint is named. With
// `--sdk both` every requirement runs on both SDKs with the same input, and the two histories are compared as well.
// Ends with 1 when a requirement is not met that should be.

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { SdkName } from './bundle.ts';
import { printReport } from './report.ts';
import { readRequirements } from './requirement.ts';
import { runAll } from './run-all.ts';
import { Stage } from './stage.ts';

const { values } = parseArgs({
  options: {
    requirements: { type: 'string', default: fileURLToPath(new URL('scenarios', import.meta.url)) },
    sdk: { type: 'string', default: 'aws' },
    suite: { type: 'string' },
    id: { type: 'string' },
    endpoint: { type: 'string' },
  },
});

const sdks: Readonly<Record<string, readonly SdkName[]>> = {
  aws: ['aws'],
  perdure: ['perdure'],
  both: ['aws', 'perdure'],
};

const chosen = sdks[values.sdk];
if (chosen === undefined) throw new Error(`--sdk is one of ${Object.keys(sdks).join(', ')}`);
const requirements = readRequirements(values.requirements)
  .filter(({ suite }) => values.suite === undefined || suite === values.suite)
  .filter(({ id }) => values.id === undefined || values.id.split(',').includes(id));

const stage = await Stage.open(values.endpoint);
try {
  const outcomes = await runAll(stage, requirements, chosen);
  process.exitCode = printReport(outcomes) ? 0 : 1;
} finally {
  await stage.close();
}
