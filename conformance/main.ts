// `npm run conformance -- [--requirements DIR] [--sdk aws|perdure|both] [--cross] [--otel]
//     [--suite step] [--id 1-14] [--endpoint URL]`
//
// Runs requirement files against a server: one of its own in a temporary directory, unless an endpoint is named. With
// `--sdk both` every requirement runs on both SDKs with the same input, and the two histories are compared as well.
//
// `--cross` runs the handlers in this process instead, on a virtual clock: each is cut after each of its checkpoints in
// turn and finished by the other SDK, and the outcome must be that of the run without a cut.
//
// `--otel` takes only the suites about spans: of requirement files that have them, and with the OpenTelemetry plugins.
//
// Ends with 1 when a requirement is not met that should be, and with 2 when the arguments make no sense.

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { SdkName } from './bundle.ts';
import { printCrossReport } from './cross/cross-report.ts';
import { type CrossOutcome, runCross } from './cross/run-cross.ts';
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
    cross: { type: 'boolean', default: false },
    otel: { type: 'boolean', default: false },
  },
});

const sdks: Readonly<Record<string, readonly SdkName[]>> = {
  aws: ['aws'],
  perdure: ['perdure'],
  both: ['aws', 'perdure'],
};

const chosen = sdks[values.sdk];
if (chosen === undefined) refuse(`--sdk is one of ${Object.keys(sdks).join(', ')}`);
const requirements = readRequirements(values.requirements)
  .filter(({ suite }) => !values.otel || suite.startsWith('otel-'))
  .filter(({ suite }) => values.suite === undefined || suite === values.suite)
  .filter(({ id }) => values.id === undefined || values.id.split(',').includes(id));
if (requirements.length === 0)
  refuse(`no requirement of ${values.requirements} is chosen by these arguments`);

const isMet = values.cross ? await cutAndFinish() : await runOnServer(chosen);
// What cut executions have left behind is never answered and would keep the process.
process.exit(isMet ? 0 : 1);

async function cutAndFinish(): Promise<boolean> {
  const outcomes: CrossOutcome[] = [];
  for (const requirement of requirements) outcomes.push(await runCross(requirement));
  return printCrossReport(outcomes);
}

async function runOnServer(on: readonly SdkName[]): Promise<boolean> {
  await using stage = await Stage.open(values.endpoint);
  return printReport(await runAll(stage, requirements, on));
}

function refuse(reason: string): never {
  console.error(reason);
  process.exit(2);
}
