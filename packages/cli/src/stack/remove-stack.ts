// Removes a stack. Its document goes first: what it holds starts functions, which must not be called once they are gone.

import type { StackDescription } from '@perdure/protocol';
import type { LambdaApi } from '../lambda-api.ts';
import { counted } from '../output/counted.ts';
import type { ControlPlane } from './control-plane.ts';
import { readMetadata } from './stack-document.ts';

export interface Removal {
  stackName: string;
  functions: string[];
  /** What goes, in words. */
  summary: string;
}

export async function removalOf(stack: StackDescription, api: LambdaApi): Promise<Removal> {
  const { Document: document, StackName: stackName } = stack;
  const { Retained } = readMetadata(document);
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
  return { stackName, functions, summary: parts.join(', ') };
}

/** Answers what could not be removed, and why. */
export async function removeStack(
  { stackName, functions }: Removal,
  control: ControlPlane,
  onProgress: (done: string) => void,
): Promise<string[]> {
  await control.deleteStack(stackName);
  onProgress('removed routes, rules, schedules and tables');
  const left: string[] = [];
  for (const functionName of functions) {
    try {
      await control.deleteFunction(functionName);
      onProgress(`removed function ${functionName}`);
    } catch (error) {
      left.push(`function ${functionName}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return left;
}
