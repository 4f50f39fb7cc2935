// Starts Node.js environments: the bootstrap beside this file, run by the same Node that runs the server.

import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DeployedFunction } from '../../functions/deployed-function.ts';
import type { LaunchPlan } from '../launch-plan.ts';
import { environmentLimits } from '../limits.ts';

const bootstrap = fileURLToPath(new URL('./main.ts', import.meta.url));

export async function launchNode(deployed: DeployedFunction): Promise<LaunchPlan> {
  const heapMegabytes = Math.floor(deployed.memoryMegabytes * environmentLimits.heapShare);
  const own = deployed.environment.NODE_OPTIONS;
  return {
    command: process.execPath,
    arguments: [`--max-old-space-size=${heapMegabytes}`, bootstrap],
    variables: {
      NODE_OPTIONS: own === undefined ? '--enable-source-maps' : `--enable-source-maps ${own}`,
    },
    runtimeDirectory: dirname(bootstrap),
  };
}
