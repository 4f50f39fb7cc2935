// Removes a stack. Its document goes first: what it holds starts functions, which must not be called once they are gone.

import type { StackDescription } from '@perdure/protocol';
import type { LambdaApi } from '../lambda-api.ts';
import { counted } from '../output/counted.ts';
import type { ControlPlane } from './control-plane.ts';
import { readMetadata } from './stack-document.ts';

export interface Removal {
  stackName: string;
  functions: string[];
  roles: string[];
  /** What goes, in words. */
  summary: string;
}

export async function removalOf(stack: StackDescription, api: LambdaApi): Promise<Removal> {
  const { Document: document, StackName: stackName } = stack;
  const { Retained, Roles: roles } = readMetadata(document);
  const functions = (document.Functions ?? []).filter((name) => !Retained.includes(name));
  const tables = (document.Tables ?? []).filter(({ DeletionPolicy }) => DeletionPolicy !== 'Retain');
  let running = 0;
  for (const functionName of functions) {
    if ((await api.findFunction(functionName)) === undefined) continue;
    for await (const _ of api.listExecutions({ functionName, statuses: ['RUNNING'], newestFirst: true }))
      running += 1;
  }
  const parts = [
    counted(functions.length, 'function'),
    ...(running === 0 ? [] : [`${counted(running, 'open execution')}, which are stopped`]),
    ...(tables.length === 0 ? [] : [`${counted(tables.length, 'table')} with all items`]),
  ];
  return { stackName, functions, roles, summary: parts.join(', ') };
}

/** Answers what could not be removed, and why. */
export async function removeStack(
  { stackName, functions, roles }: Removal,
  control: ControlPlane,
  onProgress: (done: string) => void,
): Promise<string[]> {
  await control.deleteStack(stackName);
  onProgress('removed routes, rules, schedules and tables');
  const left: string[] = [];
  const removals = [
    ...functions.map((name) => ({ what: `function ${name}`, run: () => control.deleteFunction(name) })),
    ...roles.map((name) => ({ what: `role ${name}`, run: () => control.deleteRole(name) })),
  ];
  for (const { what, run } of removals) {
    try {
      await run();
      onProgress(`removed ${what}`);
    } catch (error) {
      left.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return left;
}
