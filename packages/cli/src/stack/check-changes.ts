// Whether the open executions of functions could go on with the code that is about to be deployed.

import { unzipSync } from 'fflate';
import type { LambdaApi } from '../lambda-api.ts';
import { checkOpenExecutions, type OpenExecutionsCheck } from '../replay-check/check-open-executions.ts';
import type { FunctionPlan } from './function-plan.ts';
import type { StackPlan } from './stack-plan.ts';

export interface FunctionCheck extends OpenExecutionsCheck {
  logicalId: string;
}

/** One for each durable function that is there and whose code changes. Changes nothing. */
export async function checkChanges(plan: StackPlan, api: LambdaApi): Promise<FunctionCheck[]> {
  const checks: FunctionCheck[] = [];
  for (const changed of plan.functions.filter(needsCheck)) checks.push(await checkFunction(changed, api));
  return checks;
}

const needsCheck = ({ model, present, codeChanges }: FunctionPlan): boolean =>
  present !== undefined && codeChanges && model.settings.DurableConfig !== undefined;

async function checkFunction({ model, code }: FunctionPlan, api: LambdaApi): Promise<FunctionCheck> {
  const { functionName, logicalId, settings } = model;
  const check = await checkOpenExecutions(
    api,
    { functionName },
    {
      files: unzipSync(code.zip),
      handler: settings.Handler,
      environment: settings.Environment.Variables,
    },
  );
  return { logicalId, ...check };
}
