// Gives and takes the permissions on functions, and remembers the way back.

import type { ControlPlane } from './control-plane.ts';
import { type PermissionPlan, permissionName } from './permission-plan.ts';
import { withVersions } from './stack-document.ts';
import type { UndoList } from './undo-list.ts';

export async function applyPermissions(
  { put, removed }: PermissionPlan,
  control: ControlPlane,
  versions: ReadonlyMap<string, string>,
  undo: UndoList,
): Promise<void> {
  for (const permission of removed) {
    await control.removePermission(permission);
    undo.add(`permission ${permissionName(permission)}`, () => control.addPermission(permission));
  }
  for (const wanted of put) {
    const permission = withVersions(wanted, versions);
    // Left by a deployment that was cut off.
    await control.removePermission(permission);
    await control.addPermission(permission);
    undo.add(`permission ${permissionName(permission)} is gone again`, () =>
      control.removePermission(permission),
    );
  }
}
