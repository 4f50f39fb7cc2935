// What deploying a stack would change: what is new, changes, stays and goes.

import { isDeepStrictEqual } from 'node:util';
import type { StackDocument } from '@perdure/protocol';
import type { CodePackage } from '../deploy/zip-code.ts';
import { counted } from '../output/counted.ts';
import type { StackModel } from '../template/stack-model.ts';
import { changesAnything, type FunctionPlan, planFunction } from './function-plan.ts';
import { type PermissionPlan, planPermissions } from './permission-plan.ts';
import { planRole, type RolePlan, roleChanges } from './role-plan.ts';
import { readMetadata, stackDocument, withVersions } from './stack-document.ts';
import type { StackState } from './stack-state.ts';

export type Change = 'new' | 'changes' | 'stays' | 'goes';

export interface PlannedItem {
  change: Change;
  /** Such as `table`. */
  kind: string;
  name: string;
  /** What changes, or what to know about it. */
  details: string[];
}

export interface StackPlan {
  model: StackModel;
  state: StackState;
  functions: FunctionPlan[];
  roles: RolePlan[];
  permissions: PermissionPlan;
  /** Names of roles of the stack that are not in the template any more. */
  rolesGoing: string[];
  /** Names of functions of the stack that are not in the template any more. */
  functionsGoing: string[];
  /** Aliases of functions that stay, which are not in the template any more. */
  aliasesGoing: { functionName: string; alias: string }[];
  /** Everything beside functions. */
  items: PlannedItem[];
  /** Whether the stack's document changes. */
  documentChanges: boolean;
}

export function planStack(
  model: StackModel,
  codes: ReadonlyMap<string, CodePackage>,
  state: StackState,
): StackPlan {
  const previous = state.stack?.Document;
  const functions = model.functions.map((made) =>
    planFunction(
      made,
      codeOf(made.functionName, codes),
      state.functions.get(made.functionName),
      model.stackName,
    ),
  );
  const versions = presentVersions(functions);
  const document = stackDocument(model, versions);
  const metadata = readMetadata(previous);
  const names = model.functions.map(({ functionName }) => functionName);
  return {
    model,
    state,
    functions,
    roles: model.roles.map((role) => planRole(role, state.roles.get(role.roleName))),
    permissions: planPermissions(withVersions(model, versions), metadata.Permissions, state),
    rolesGoing: metadata.Roles.filter((name) => !model.roles.some(({ roleName }) => roleName === name)),
    functionsGoing: (previous?.Functions ?? []).filter(
      (name) => !names.includes(name) && !metadata.Retained.includes(name),
    ),
    aliasesGoing: model.functions.flatMap(({ functionName, aliases }) =>
      (metadata.Aliases[functionName] ?? [])
        .filter((alias) => !aliases.some(({ name }) => name === alias))
        .map((alias) => ({ functionName, alias })),
    ),
    items: itemKinds.flatMap((kind) => compareItems(kind, previous, document)),
    documentChanges: !isDeepStrictEqual(previous, withVersions(document, new Map())),
  };
}

export const planChangesAnything = (plan: StackPlan): boolean =>
  plan.documentChanges ||
  plan.functions.some(changesAnything) ||
  plan.roles.some(roleChanges) ||
  plan.rolesGoing.length > 0 ||
  plan.permissions.put.length > 0 ||
  plan.permissions.removed.length > 0 ||
  plan.functionsGoing.length > 0 ||
  plan.aliasesGoing.length > 0;

function codeOf(functionName: string, codes: ReadonlyMap<string, CodePackage>): CodePackage {
  const code = codes.get(functionName);
  if (code === undefined) throw new Error(`no code was packed for ${functionName}`);
  return code;
}

/** Versions that stay, so that what names one is compared with what the server has; others are found to change. */
function presentVersions(functions: readonly FunctionPlan[]): Map<string, string> {
  const versions = new Map<string, string>();
  for (const { model, present, publishes } of functions) {
    const version = present?.newest?.Version;
    if (model.versionId !== undefined && version !== undefined && !publishes)
      versions.set(model.versionId, version);
  }
  return versions;
}

interface ItemKind {
  title: string;
  /** Name to item. */
  of(document: StackDocument): Map<string, object>;
}

const byName =
  <Item extends object>(
    items: (document: StackDocument) => Item[] | undefined,
    name: (item: Item) => string,
  ) =>
  (document: StackDocument) =>
    new Map<string, object>((items(document) ?? []).map((item) => [name(item), item]));

const itemKinds: readonly ItemKind[] = [
  {
    title: 'table',
    of: byName(
      ({ Tables }) => Tables,
      ({ TableName }) => TableName,
    ),
  },
  {
    title: 'event bus',
    of: byName(
      ({ EventBuses }) => EventBuses,
      ({ Name }) => Name,
    ),
  },
  {
    title: 'API',
    of: byName(
      ({ Apis }) => Apis,
      ({ ApiId }) => ApiId,
    ),
  },
  {
    title: 'function URL',
    of: byName(
      ({ FunctionUrls }) => FunctionUrls,
      ({ UrlId }) => UrlId,
    ),
  },
  {
    title: 'rule',
    of: byName(
      ({ Rules }) => Rules,
      ({ Name, EventBusName = 'default' }) => `${EventBusName}/${Name}`,
    ),
  },
  {
    title: 'schedule',
    of: byName(
      ({ Schedules }) => Schedules,
      ({ Name, GroupName = 'default' }) => `${GroupName}/${Name}`,
    ),
  },
];

function compareItems(
  kind: ItemKind,
  previous: StackDocument | undefined,
  document: StackDocument,
): PlannedItem[] {
  const [before, after] = [kind.of(previous ?? {}), kind.of(document)];
  const kept = [...after].map(([name, item]): PlannedItem => {
    const was = before.get(name);
    if (was === undefined) return { change: 'new', kind: kind.title, name, details: describe(item) };
    const details = changedMembers(was, item);
    return { change: details.length === 0 ? 'stays' : 'changes', kind: kind.title, name, details };
  });
  const gone = [...before].filter(([name]) => !after.has(name));
  return [
    ...kept,
    ...gone.map(([name, item]): PlannedItem => {
      const isKept = 'DeletionPolicy' in item && item.DeletionPolicy === 'Retain';
      const details = kind.title !== 'table' ? [] : [isKept ? 'its items are kept' : 'with its items'];
      return { change: 'goes', kind: kind.title, name, details };
    }),
  ];
}

function changedMembers(before: object, after: object): string[] {
  const [was, is]: Record<string, unknown>[] = [{ ...before }, { ...after }];
  const names = new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})]);
  return [...names].filter((name) => !isDeepStrictEqual(was?.[name], is?.[name]));
}

function describe(item: object): string[] {
  if ('Routes' in item && Array.isArray(item.Routes)) return [counted(item.Routes.length, 'route')];
  if ('ScheduleExpression' in item) return [String(item.ScheduleExpression)];
  return [];
}
