// The document of a stack, as the server keeps it, from its model.

import { basename } from 'node:path';
import type { StackDocument } from '@perdure/protocol';
import { versionTokens } from '../template/resources/resource-kind.ts';
import type { PermissionModel, StackModel } from '../template/stack-model.ts';

/** What this deployer finds again the next time: the members of `Metadata`. */
export interface StackMetadata {
  /** Name of the template's file. */
  Template: string;
  /** Function name to logical id. */
  LogicalIds: Record<string, string>;
  /** Function name to the aliases that the stack has made. */
  Aliases: Record<string, string[]>;
  /** Names of the functions that are kept when they leave the template. */
  Retained: string[];
  /** Names of the roles. */
  Roles: string[];
  Permissions: PermissionModel[];
}

export function stackDocument(model: StackModel, versions: ReadonlyMap<string, string>): StackDocument {
  const metadata: StackMetadata = {
    Template: basename(model.file),
    LogicalIds: Object.fromEntries(model.functions.map((made) => [made.functionName, made.logicalId])),
    Aliases: Object.fromEntries(
      model.functions.map((made) => [made.functionName, made.aliases.map(({ name }) => name)]),
    ),
    Retained: model.functions.filter(({ isRetained }) => isRetained).map(({ functionName }) => functionName),
    Roles: model.roles.map(({ roleName }) => roleName),
    Permissions: model.permissions,
  };
  const document: StackDocument = {
    ...(model.description !== undefined && { Description: model.description }),
    Parameters: model.parameters,
    Outputs: model.outputs,
    Functions: model.functions.map(({ functionName }) => functionName),
    Apis: model.apis,
    FunctionUrls: model.functionUrls,
    EventBuses: model.eventBuses,
    Rules: model.rules,
    Schedules: model.schedules,
    Tables: model.tables,
    Metadata: { ...metadata },
  };
  return withVersions(document, versions);
}

export function readMetadata(document: StackDocument | undefined): StackMetadata {
  const found: Partial<StackMetadata> = document?.Metadata ?? {};
  return { Template: '', LogicalIds: {}, Aliases: {}, Retained: [], Roles: [], Permissions: [], ...found };
}

/** The value with the numbers of published versions in the place of their tokens. */
export function withVersions<Value>(value: Value, versions: ReadonlyMap<string, string>): Value {
  const text = JSON.stringify(value).replace(versionTokens, (token, id: string) => versions.get(id) ?? token);
  return JSON.parse(text);
}
