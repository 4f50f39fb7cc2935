// What is on the server of a stack that is about to be deployed.

import type { StackDescription } from '@perdure/protocol';
import type { AliasConfiguration, FunctionConfiguration, LambdaApi } from '../lambda-api.ts';
import type { FunctionModel, StackModel } from '../template/stack-model.ts';
import type { ControlPlane, EventInvokeConfig, RoleState } from './control-plane.ts';

/** Tag of a function: the stack that made it. What another stack or a person has made is left alone. */
export const STACK_TAG = 'perdure:stack';
export const LOGICAL_ID_TAG = 'perdure:logical-id';

export interface FunctionState {
  /** Of `$LATEST`. */
  configuration: FunctionConfiguration;
  tags: Record<string, string>;
  reservedConcurrency: number | undefined;
  /** Those that the template names, by name. */
  aliases: ReadonlyMap<string, AliasConfiguration>;
  eventInvokes: ReadonlyMap<string, EventInvokeConfig>;
  /** The version that is published last, as far as it matters. */
  newest: FunctionConfiguration | undefined;
}

/** Open executions of a function by the version they are pinned to. */
export type RunningByVersion = ReadonlyMap<string, number>;

export interface StackState {
  stack: StackDescription | undefined;
  /** By name; only those that are there. */
  functions: ReadonlyMap<string, FunctionState>;
  /** By name; only those that are there. */
  roles: ReadonlyMap<string, RoleState>;
  /** By function name; of functions that are there. */
  running: ReadonlyMap<string, RunningByVersion>;
}

export async function readState(
  model: StackModel,
  control: ControlPlane,
  api: LambdaApi,
): Promise<StackState> {
  const stack = await control.findStack(model.stackName);
  const states = await Promise.all(model.functions.map((made) => functionState(made, control, api)));
  const functions = new Map<string, FunctionState>();
  for (const [index, { functionName }] of model.functions.entries()) {
    const state = states[index];
    if (state !== undefined) functions.set(functionName, state);
  }
  const roles = await Promise.all(model.roles.map(({ roleName }) => control.findRole(roleName)));
  const names = [...new Set([...functions.keys(), ...(stack?.Document.Functions ?? [])])];
  const running = await Promise.all(names.map((name) => runningExecutions(name, api)));
  return {
    stack,
    functions,
    roles: new Map(roles.flatMap((role) => (role === undefined ? [] : [[role.RoleName, role]]))),
    running: new Map(names.map((name, index) => [name, running[index] ?? new Map()])),
  };
}

async function functionState(
  model: FunctionModel,
  control: ControlPlane,
  api: LambdaApi,
): Promise<FunctionState | undefined> {
  const { functionName } = model;
  const configuration = await control.findFunction(functionName);
  if (configuration === undefined) return undefined;
  const [tags, reservedConcurrency, aliases, eventInvokes] = await Promise.all([
    control.tags(configuration.FunctionArn),
    control.reservedConcurrency(functionName),
    Promise.all(model.aliases.map(({ name }) => control.findAlias(functionName, name))),
    Promise.all(model.eventInvokes.map(({ qualifier }) => control.findEventInvoke(functionName, qualifier))),
  ]);
  return {
    configuration,
    tags,
    reservedConcurrency,
    aliases: new Map(aliases.flatMap((alias) => (alias === undefined ? [] : [[alias.Name, alias]]))),
    eventInvokes: new Map(
      eventInvokes.flatMap((config, index) => {
        const qualifier = model.eventInvokes[index]?.qualifier;
        return config === undefined || qualifier === undefined ? [] : [[qualifier, config]];
      }),
    ),
    newest: await newestVersion(model, aliases, control, api),
  };
}

/** Found through an alias where there is one: a function may have very many versions. */
async function newestVersion(
  { functionName, versionId }: FunctionModel,
  aliases: readonly (AliasConfiguration | undefined)[],
  control: ControlPlane,
  api: LambdaApi,
): Promise<FunctionConfiguration | undefined> {
  if (versionId === undefined) return undefined;
  const [alias] = aliases.filter((found) => found !== undefined);
  if (alias !== undefined) return control.findFunction(functionName, alias.FunctionVersion);
  const versions = await Array.fromAsync(api.listVersions(functionName));
  return versions.filter(({ Version }) => Version !== '$LATEST').at(-1);
}

async function runningExecutions(functionName: string, api: LambdaApi): Promise<RunningByVersion> {
  const counts = new Map<string, number>();
  const query = { functionName, statuses: ['RUNNING'], newestFirst: true };
  for await (const { FunctionArn } of api.listExecutions(query)) {
    const version = FunctionArn.slice(FunctionArn.lastIndexOf(':') + 1);
    counts.set(version, (counts.get(version) ?? 0) + 1);
    if (counts.size > 0 && total(counts) >= COUNTED_MAX) break;
  }
  return counts;
}

/** Nobody counts further to decide whether to deploy. */
export const COUNTED_MAX = 1000;

export const total = (counts: RunningByVersion): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);
