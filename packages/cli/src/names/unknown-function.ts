// What is said when there is no such function: which one was probably meant, and how to make it.

import type { FunctionTarget } from '../commands/argument-values.ts';
import { CommandFailure } from '../failure.ts';
import type { LambdaApi } from '../lambda-api.ts';
import { meantText } from './nearest-name.ts';

export async function unknownFunction(
  api: LambdaApi,
  { functionName, qualifier }: FunctionTarget,
): Promise<CommandFailure> {
  const functions = await Array.fromAsync(api.listFunctions());
  const names = functions.map(({ FunctionName }) => FunctionName);
  if (qualifier !== undefined && names.includes(functionName))
    return new CommandFailure(
      `${functionName} has no version or alias ${qualifier}.\n` +
        `See what there is: npx perdure function versions ${functionName}, or aliases`,
    );
  return new CommandFailure(
    `There is no function ${functionName}.${meantText(functionName, names)}\n` +
      `Deploy it first: npx perdure deploy <file> --name ${functionName}`,
  );
}
