// Starts Python environments: the bootstrap beside this file, run by a Python of this machine.

import { fileURLToPath } from 'node:url';
import type { DeployedFunction } from '../../functions/deployed-function.ts';
import { type LaunchPlan, LaunchRefused } from '../launch-plan.ts';
import { findPython } from './find-python.ts';

const bootstrap = fileURLToPath(new URL('./bootstrap', import.meta.url));

export async function launchPython({ runtime }: DeployedFunction): Promise<LaunchPlan> {
  const python = await findPython(runtime);
  if (python === undefined) {
    throw new LaunchRefused(
      'Runtime.InvalidRuntime',
      `This machine has no Python from 3.11 on, which ${runtime} needs. Install ${runtime} (or any later one) so that \`${runtime}\` or \`python3\` starts it; the server need not be restarted.`,
    );
  }
  return {
    command: python,
    arguments: [bootstrap],
    variables: {
      // The code is not written to, and its encoding does not depend on where the server was started.
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONUTF8: '1',
    },
    runtimeDirectory: bootstrap,
  };
}
