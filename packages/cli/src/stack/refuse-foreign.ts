// Functions and roles that this stack may not change: those that it has not made, and those that would have to be made anew under
// their name.

import { isDeepStrictEqual } from 'node:util';
import type { Problems } from '../template/problems.ts';
import { rolePolicies } from '../template/resources/role-policies.ts';
import type { FunctionModel, StackModel } from '../template/stack-model.ts';
import { readMetadata } from './stack-document.ts';
import { type FunctionState, STACK_TAG, type StackState } from './stack-state.ts';

/** Throws TemplateFailure when there is one. */
export function refuseForeign(model: StackModel, state: StackState, problems: Problems): void {
  for (const made of model.functions) {
    const present = state.functions.get(made.functionName);
    if (present === undefined) continue;
    const reason = foreignReason(made, present, model.stackName) ?? kindReason(made, present);
    if (reason !== undefined) problems.add(made.path, reason);
  }
  const own = readMetadata(state.stack?.Document).Roles;
  for (const role of model.roles) {
    const present = state.roles.get(role.roleName);
    const isAlike = isDeepStrictEqual(present?.PolicyDocuments, rolePolicies(role));
    if (present !== undefined && !own.includes(role.roleName) && !isAlike)
      problems.add(
        role.path,
        `There is a role ${role.roleName} already, with other policies, which this stack has not made. Give this one another RoleName.`,
      );
  }
  problems.throwIfAny();
}

function foreignReason(
  { functionName }: FunctionModel,
  { tags }: FunctionState,
  stackName: string,
): string | undefined {
  const owner = tags[STACK_TAG];
  if (owner === stackName) return undefined;
  const belongs =
    owner === undefined
      ? `There is a function ${functionName} already, which no stack has made.`
      : `The function ${functionName} belongs to the stack ${owner}.`;
  return `${belongs} Give this one another FunctionName, or remove the other first.`;
}

/** Whether a function is durable is settled when it is created. */
function kindReason(
  { functionName, settings }: FunctionModel,
  { configuration }: FunctionState,
): string | undefined {
  const [was, is] = [configuration.DurableConfig, settings.DurableConfig].map((durable) =>
    durable === undefined ? 'plain' : 'durable',
  );
  if (was === is) return undefined;
  return (
    `${functionName} was created as a ${was} function and cannot become a ${is} one. ` +
    'Give it another FunctionName, or none: then it is made anew.'
  );
}
