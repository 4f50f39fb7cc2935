// What the expansions of SAM's resources work with: they declare resources of CloudFormation's own kinds.

import { meantText } from '../../names/nearest-name.ts';
import type { Problems } from '../problems.ts';
import type { ResourceDeclaration } from '../reading/template-sections.ts';
import type { Path, Value, ValueMap } from '../value.ts';
import type { Globals } from './globals.ts';
import type { RouteEvents } from './route-events.ts';

export interface SamContext {
  readonly problems: Problems;
  readonly globals: Globals;
  /** Gathers the events that are routes of an API, until the APIs are expanded. */
  readonly routes: RouteEvents;
  /** `Fn.Alias` to the logical id that it stands for. */
  readonly standIns: Map<string, string>;
  declare(resource: ResourceDeclaration): void;
}

/** A resource made from another: it comes and goes with it, and its problems are shown there. */
export function madeFrom(
  origin: ResourceDeclaration,
  logicalId: string,
  type: string,
  properties: ValueMap,
  more: Partial<ResourceDeclaration> = {},
): ResourceDeclaration {
  return {
    logicalId,
    type,
    properties,
    metadata: {},
    condition: origin.condition,
    dependsOn: [],
    isRetained: false,
    path: origin.path,
    ...more,
  };
}

/** SAM refuses properties that it does not know, and so does this. */
export function checkKnown(
  properties: ValueMap,
  known: readonly string[],
  path: Path,
  what: string,
  problems: Problems,
): void {
  for (const name of Object.keys(properties)) {
    if (!known.includes(name))
      problems.add([...path, name], `${what} has no property ${name}.${meantText(name, known)}`);
  }
}

export const arnOf = (logicalId: string): ValueMap => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
export const refTo = (logicalId: string): ValueMap => ({ Ref: logicalId });

/** Only the entries that have a value. */
export const present = (entries: Record<string, Value | undefined>): ValueMap =>
  Object.fromEntries(
    Object.entries(entries).filter((entry): entry is [string, Value] => entry[1] !== undefined),
  );
