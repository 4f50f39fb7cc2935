// Finding the functions that a checkpoint wants to invoke, before the rules decide it.

import type { Target } from '@perdure/engine';
import {
  type CheckpointRequest,
  type ErrorObject,
  type ExecutionReference,
  formatExecutionArn,
  formatFunctionArn,
  type OperationId,
  parseFunctionReference,
  type Realm,
} from '@perdure/protocol';
import type { Clock } from '../clock.ts';
import type { FreshIds } from '../fresh-ids.ts';
import type { FunctionDirectory } from '../functions/function-directory.ts';

/** Whether a function may invoke another one: `lambda:InvokeFunction` of its execution role. */
export interface InvokePermission {
  /** Answers why not, or undefined when it may. `functionArn` is qualified as the handler named the target. */
  refusalOf(caller: ExecutionReference, functionArn: string): Promise<string | undefined>;
}

export interface ChainedTargetsOptions {
  directory: FunctionDirectory;
  realm: Realm;
  clock: Clock;
  ids: FreshIds;
  /** Default: every function may invoke every other one. */
  invokePermission?: InvokePermission;
}

/** Resolves every chained invoke that the request starts; undefined when it starts none. */
export async function resolveChainedTargets(
  caller: ExecutionReference,
  request: CheckpointRequest,
  options: ChainedTargetsOptions,
): Promise<ReadonlyMap<OperationId, Target> | undefined> {
  let targets: Map<OperationId, Target> | undefined;
  for (const update of request.Updates ?? []) {
    if (update.Type !== 'CHAINED_INVOKE' || update.Action !== 'START' || update.Id === undefined) continue;
    const functionName = update.ChainedInvokeOptions?.FunctionName;
    if (functionName === undefined) continue;
    targets ??= new Map();
    targets.set(update.Id, await resolveTarget(caller, functionName, options));
  }
  return targets;
}

async function resolveTarget(
  caller: ExecutionReference,
  name: string,
  options: ChainedTargetsOptions,
): Promise<Target> {
  const { directory, realm, clock, ids, invokePermission } = options;
  const reference = parseFunctionReference(name, realm);
  if (reference === undefined) return unresolved('ResourceNotFoundException', `Function not found: ${name}`);
  if (reference.realm.account !== realm.account) return foreign('account');
  if (reference.realm.region !== realm.region) return foreign('region');
  const { functionName, qualifier } = reference;
  const targetArn = formatFunctionArn({
    realm,
    functionName,
    ...(qualifier === undefined ? {} : { qualifier }),
  });
  const refusal = await invokePermission?.refusalOf(caller, targetArn);
  if (refusal !== undefined) return unresolved('AccessDeniedException', refusal);
  const resolved = await directory.resolve(functionName, qualifier);
  if (!resolved.ok) {
    const arn = formatFunctionArn({ realm, functionName, qualifier: qualifier ?? '$LATEST' });
    return unresolved('ResourceNotFoundException', `Function not found: ${arn}`);
  }
  const { version: functionVersion, durable } = resolved.value;
  if (durable === undefined) return { kind: 'plain', functionName, functionVersion };
  if (qualifier === undefined) {
    const message = 'You cannot invoke a durable function using an unqualified ARN.';
    return unresolved('InvalidParameterValueException', message);
  }
  const childArn = formatExecutionArn({
    realm,
    functionName,
    functionVersion,
    executionName: ids.executionName(),
    executionId: ids.executionId(clock.now()),
  });
  return { kind: 'durable', functionName, functionVersion, childArn };
}

function unresolved(ErrorType: string, ErrorMessage: string): Target {
  const error: ErrorObject = { ErrorType, ErrorMessage };
  return { kind: 'unresolved', error };
}

const foreign = (what: string): Target => ({
  kind: 'refused',
  message: `Cannot start a CHAINED_INVOKE on a function in another ${what}.`,
});
