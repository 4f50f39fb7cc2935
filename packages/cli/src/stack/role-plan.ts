// What deploying a role would change.

import { isDeepStrictEqual } from 'node:util';
import { type RolePolicies, rolePolicies } from '../template/resources/role-policies.ts';
import type { RoleModel } from '../template/stack-model.ts';
import type { RoleState } from './control-plane.ts';

export interface RolePlan {
  model: RoleModel;
  /** Undefined: the role is new. */
  present: RolePolicies | undefined;
  wanted: RolePolicies;
  /** Names of policies that are added or changed. */
  put: string[];
  /** Names of policies that go. */
  removed: string[];
}

export function planRole(model: RoleModel, state: RoleState | undefined): RolePlan {
  const wanted = rolePolicies(model);
  const present = state?.PolicyDocuments;
  const has = present ?? {};
  return {
    model,
    present,
    wanted,
    put: Object.keys(wanted).filter(
      (name) => !Object.hasOwn(has, name) || !isDeepStrictEqual(has[name], wanted[name]),
    ),
    removed: Object.keys(has).filter((name) => !Object.hasOwn(wanted, name)),
  };
}

export const roleChanges = ({ present, put, removed }: RolePlan): boolean =>
  present === undefined || put.length > 0 || removed.length > 0;
