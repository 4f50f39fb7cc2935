// Makes one role what its plan says, and remembers the way back.

import type { ControlPlane } from './control-plane.ts';
import type { RolePlan } from './role-plan.ts';
import { withVersions } from './stack-document.ts';
import type { UndoList } from './undo-list.ts';

/** `versions` has the numbers of the versions of functions that policies name. */
export async function applyRole(
  { model, present, wanted, put, removed }: RolePlan,
  control: ControlPlane,
  versions: ReadonlyMap<string, string>,
  undo: UndoList,
): Promise<void> {
  const { roleName, logicalId } = model;
  if (present === undefined) {
    await control.createRole(roleName);
    undo.add(`role ${logicalId} is gone again`, () => control.deleteRole(roleName));
  }
  for (const name of put) {
    await control.putRolePolicy(roleName, name, withVersions(wanted[name] ?? null, versions));
    // A role that is gone again needs nothing put back.
    if (present === undefined) continue;
    const before = present[name];
    undo.add(`policy ${name} of ${logicalId}`, () =>
      before === undefined
        ? control.deleteRolePolicy(roleName, name)
        : control.putRolePolicy(roleName, name, before),
    );
  }
  for (const name of removed) {
    const before = present?.[name] ?? null;
    await control.deleteRolePolicy(roleName, name);
    undo.add(`policy ${name} of ${logicalId}`, () => control.putRolePolicy(roleName, name, before));
  }
}
