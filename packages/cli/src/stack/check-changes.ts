// Whether the open executions of functions could go on with the code that is about to be deployed.

import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';
import type { LambdaApi } from '../lambda-api.ts';
import { type CodePlace, packageFunction } from '../packaging/package-function.ts';
import {
  type CodeUnderCheck,
  checkOpenExecutions,
  type OpenExecutionsCheck,
} from '../replay-check/check-open-executions.ts';
import type { FunctionPlan } from './function-plan.ts';
import type { StackPlan } from './stack-plan.ts';

export interface FunctionCheck extends OpenExecutionsCheck {
  logicalId: string;
}

/** AWS's SDK cannot be watched while it replays. Ours can, and is source-compatible: it stands in for AWS's in the check. */
const standIns = { '@aws/durable-execution-sdk-js': fileURLToPath(import.meta.resolve('@perdure/sdk')) };

/** One for each durable function that is there and whose code changes. Changes nothing. */
export async function checkChanges(
  plan: StackPlan,
  place: CodePlace,
  api: LambdaApi,
): Promise<FunctionCheck[]> {
  const checks: FunctionCheck[] = [];
  for (const changed of plan.functions.filter(needsCheck)) {
    const { functionName, logicalId } = changed.model;
    const code = await codeUnderCheck(changed, place);
    checks.push({ logicalId, ...(await checkOpenExecutions(api, { functionName }, code)) });
  }
  return checks;
}

export const needsCheck = ({ model, present, codeChanges }: FunctionPlan): boolean =>
  present !== undefined && codeChanges && model.settings.DurableConfig !== undefined;

export async function codeUnderCheck({ model }: FunctionPlan, place: CodePlace): Promise<CodeUnderCheck> {
  const { zip } = await packageFunction(model, { ...place, alias: standIns });
  return {
    files: unzipSync(zip),
    handler: model.settings.Handler,
    environment: model.settings.Environment.Variables,
  };
}

/** An execution that began on a published version stays on it, whatever the code of the function becomes. */
export const keepsItsVersion = (executionArn: string): string | undefined => {
  const [, version] = /:function:[^:]+:([^/]+)\//.exec(executionArn) ?? [];
  return version === '$LATEST' ? undefined : version;
};
