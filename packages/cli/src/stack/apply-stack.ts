// Makes the server what the plan says. Nothing is lost half-way: what was changed before a step failed is put back.
//
//   roles ─▶ functions, each with its version and aliases ─▶ the stack's document, in one piece ─▶ what is not there any more
//
// The last part is not put back: by then the new stack is whole, and what could not be removed is told.

import type { StackDescription } from '@perdure/protocol';
import { CommandFailure } from '../failure.ts';
import { versionTokens } from '../template/resources/resource-kind.ts';
import { applyFunction } from './apply-function.ts';
import { applyPermissions } from './apply-permissions.ts';
import { applyRole } from './apply-role.ts';
import type { ControlPlane } from './control-plane.ts';
import { changesAnything, type FunctionPlan } from './function-plan.ts';
import { type RolePlan, roleChanges } from './role-plan.ts';
import { stackDocument } from './stack-document.ts';
import { planChangesAnything, type StackPlan } from './stack-plan.ts';
import { UndoList } from './undo-list.ts';

/** Told of what has been done. */
export type ProgressListener = (done: string) => void;

export interface Applied {
  stack: StackDescription;
  /** What could not be removed, and why. */
  left: string[];
}

/** Throws CommandFailure with what failed and what could be put back. */
export async function applyStack(
  plan: StackPlan,
  control: ControlPlane,
  onProgress: ProgressListener,
): Promise<Applied> {
  const undo = new UndoList();
  let stack: StackDescription;
  try {
    stack = await applyInOrder(plan, control, undo, onProgress);
  } catch (error) {
    throw await rolledBack(error, undo, onProgress);
  }
  return { stack, left: await removeLeavers(plan, control, onProgress) };
}

async function applyInOrder(
  plan: StackPlan,
  control: ControlPlane,
  undo: UndoList,
  onProgress: ProgressListener,
): Promise<StackDescription> {
  const versions = new Map<string, string>();
  const changeRole = async (role: RolePlan): Promise<void> => {
    await applyRole(role, control, versions, undo);
    onProgress(`${role.present === undefined ? 'created' : 'changed'} role ${role.model.logicalId}`);
  };
  // A policy that names a version to be published has to wait for its number.
  const [early, late] = [false, true].map((waits) =>
    plan.roles.filter((role) => roleChanges(role) && namesVersions(role) === waits),
  );
  for (const role of early ?? []) await changeRole(role);
  for (const functionPlan of plan.functions) {
    await applyFunction(functionPlan, control, versions, undo);
    if (changesAnything(functionPlan)) onProgress(functionDone(functionPlan, versions));
  }
  for (const role of late ?? []) await changeRole(role);
  await applyPermissions(plan.permissions, control, versions, undo);
  const { stack } = plan.state;
  if (stack !== undefined && !planChangesAnything(plan)) return stack;
  const put = await control.putStack(plan.model.stackName, stackDocument(plan.model, versions));
  for (const { change, kind, name } of plan.items) {
    if (change === 'new') onProgress(`created ${kind} ${name}`);
    if (change === 'changes') onProgress(`changed ${kind} ${name}`);
    if (change === 'goes') onProgress(`removed ${kind} ${name}`);
  }
  return put;
}

const namesVersions = ({ wanted }: RolePlan): boolean => JSON.stringify(wanted).search(versionTokens) >= 0;

function functionDone(
  { model, present, publishes }: FunctionPlan,
  versions: ReadonlyMap<string, string>,
): string {
  const version =
    publishes && model.versionId !== undefined ? `, version ${versions.get(model.versionId)}` : '';
  return `${present === undefined ? 'created' : 'changed'} function ${model.logicalId}${version}`;
}

async function rolledBack(error: unknown, undo: UndoList, onProgress: ProgressListener): Promise<Error> {
  const reason = error instanceof Error ? error.message : String(error);
  if (undo.isEmpty) return new CommandFailure(`${reason}\n\nNothing was changed.`);
  const failed = await undo.all(onProgress);
  const outcome =
    failed.length === 0
      ? 'What had been changed was put back. Versions that were published stay: an execution may have begun on them.'
      : `Not all could be put back:\n${failed.map((line) => `  ${line}`).join('\n')}`;
  return new CommandFailure(`${reason}\n\n${outcome}`);
}

async function removeLeavers(
  { functionsGoing, aliasesGoing, rolesGoing }: StackPlan,
  control: ControlPlane,
  onProgress: ProgressListener,
): Promise<string[]> {
  const left: string[] = [];
  const remove = async (what: string, removal: Promise<void>): Promise<void> => {
    try {
      await removal;
      onProgress(`removed ${what}`);
    } catch (error) {
      left.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  for (const { functionName, alias } of aliasesGoing)
    await remove(`alias ${alias} of ${functionName}`, control.deleteAlias(functionName, alias));
  for (const name of functionsGoing) await remove(`function ${name}`, control.deleteFunction(name));
  for (const name of rolesGoing) await remove(`role ${name}`, control.deleteRole(name));
  return left;
}
