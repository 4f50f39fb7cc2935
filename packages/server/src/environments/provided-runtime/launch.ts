// Starts the program that the code brings along: an executable file named `bootstrap` that speaks the Runtime API.

import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeployedFunction } from '../../functions/deployed-function.ts';
import { type LaunchPlan, LaunchRefused } from '../launch-plan.ts';

const NAME = 'bootstrap';

export async function launchProvided(
  { runtime }: DeployedFunction,
  codeDirectory: string,
): Promise<LaunchPlan> {
  const command = join(codeDirectory, NAME);
  const found = await stat(command).catch(() => undefined);
  if (!found?.isFile()) {
    throw new LaunchRefused(
      'Runtime.InvalidEntrypoint',
      `The code has no file ${NAME} at its top. The runtime ${runtime} runs that program; it takes its invocations from the Runtime API at AWS_LAMBDA_RUNTIME_API.`,
    );
  }
  await access(command, constants.X_OK).catch(() => {
    throw new LaunchRefused(
      'Runtime.InvalidEntrypoint',
      `The file ${NAME} is not executable. Zip it with its mode kept: chmod +x ${NAME}, then zip.`,
    );
  });
  return { command, arguments: [], variables: {}, runtimeDirectory: codeDirectory };
}
