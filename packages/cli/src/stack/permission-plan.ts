// Which permissions on functions come and which go. A server does not tell who has given one, so the stack remembers its own.

import { isDeepStrictEqual } from 'node:util';
import type { PermissionModel, StackModel } from '../template/stack-model.ts';
import type { StackState } from './stack-state.ts';

export interface PermissionPlan {
  put: PermissionModel[];
  /** As they were given the last time; also those that are to be given anew. */
  removed: PermissionModel[];
}

export function planPermissions(
  { permissions }: StackModel,
  before: readonly PermissionModel[],
  { functions }: StackState,
): PermissionPlan {
  const isThere = ({ functionName }: PermissionModel): boolean => functions.has(functionName);
  const kept = permissions.filter(
    (wanted) => isThere(wanted) && before.some((has) => isDeepStrictEqual(has, wanted)),
  );
  const isKept = (has: PermissionModel): boolean => kept.some((wanted) => isDeepStrictEqual(has, wanted));
  return {
    put: permissions.filter((wanted) => !isKept(wanted)),
    removed: before.filter((has) => isThere(has) && !isKept(has)),
  };
}

export const permissionName = ({ functionName, qualifier, members }: PermissionModel): string =>
  `${members.StatementId} of ${functionName}${qualifier === undefined ? '' : `:${qualifier}`}`;
