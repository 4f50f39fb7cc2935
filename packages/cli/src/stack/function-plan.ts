// What deploying one function would change.

import { isDeepStrictEqual } from 'node:util';
import type { CodePackage } from '../deploy/zip-code.ts';
import type { AliasConfiguration } from '../lambda-api.ts';
import { versionTokens } from '../template/resources/resource-kind.ts';
import type { AliasModel, EventInvokeModel, FunctionModel } from '../template/stack-model.ts';
import { type FunctionState, LOGICAL_ID_TAG, STACK_TAG } from './stack-state.ts';

export interface FunctionPlan {
  model: FunctionModel;
  code: CodePackage;
  /** Undefined: the function is new. */
  present: FunctionState | undefined;
  /** All tags it is to have. */
  tags: Record<string, string>;
  codeChanges: boolean;
  /** Names of the settings that change. */
  settingsChanged: string[];
  tagsChange: boolean;
  concurrencyChanges: boolean;
  /** A version is published. */
  publishes: boolean;
  aliasesChanged: AliasModel[];
  eventInvokesChanged: EventInvokeModel[];
}

export function planFunction(
  model: FunctionModel,
  code: CodePackage,
  present: FunctionState | undefined,
  stackName: string,
): FunctionPlan {
  const tags = { ...model.tags, [STACK_TAG]: stackName, [LOGICAL_ID_TAG]: model.logicalId };
  const codeChanges = present?.configuration.CodeSha256 !== code.sha256;
  const settingsChanged = changedSettings(model, present);
  const publishes =
    model.versionId !== undefined && (codeChanges || settingsChanged.length > 0 || isUnpublished(present));
  return {
    model,
    code,
    present,
    tags,
    codeChanges,
    settingsChanged,
    tagsChange: present !== undefined && !isDeepStrictEqual(present.tags, tags),
    concurrencyChanges: present?.reservedConcurrency !== model.reservedConcurrency,
    publishes,
    aliasesChanged: model.aliases.filter((alias) => aliasChanges(alias, model, present, publishes)),
    eventInvokesChanged: model.eventInvokes.filter((config) => invokeChanges(config, present)),
  };
}

export const changesAnything = (plan: FunctionPlan): boolean =>
  plan.present === undefined ||
  plan.codeChanges ||
  plan.settingsChanged.length > 0 ||
  plan.tagsChange ||
  plan.concurrencyChanges ||
  plan.publishes ||
  plan.aliasesChanged.length > 0 ||
  plan.eventInvokesChanged.length > 0;

function changedSettings({ settings }: FunctionModel, present: FunctionState | undefined): string[] {
  if (present === undefined) return [];
  const has: Record<string, unknown> = { ...present.configuration };
  return Object.entries(settings)
    .filter(([name, value]) => !isDeepStrictEqual({ ...asMap(has[name]), ...asMap(value) }, asMap(has[name])))
    .map(([name]) => name);
}

/** What the server adds of its own to a setting (a default retention) is no difference; variables are compared whole. */
function asMap(value: unknown): object {
  if (typeof value === 'object' && value !== null) return value;
  return { value };
}

function isUnpublished(present: FunctionState | undefined): boolean {
  const { newest, configuration } = present ?? {};
  return (
    newest?.CodeSha256 !== configuration?.CodeSha256 || newest?.ConfigSha256 !== configuration?.ConfigSha256
  );
}

function aliasChanges(
  alias: AliasModel,
  model: FunctionModel,
  present: FunctionState | undefined,
  publishes: boolean,
): boolean {
  const found = present?.aliases.get(alias.name);
  if (found === undefined) return true;
  const followsVersion = alias.version.match(versionTokens) !== null;
  if (followsVersion && publishes) return true;
  const version = followsVersion ? present?.newest?.Version : alias.version;
  return (
    found.FunctionVersion !== version ||
    (alias.description ?? '') !== (found.Description ?? '') ||
    !isDeepStrictEqual(alias.weights, weightsOf(found)) ||
    (model.versionId === undefined && followsVersion)
  );
}

export const weightsOf = (alias: AliasConfiguration): Record<string, number> =>
  alias.RoutingConfig?.AdditionalVersionWeights ?? {};

function invokeChanges(config: EventInvokeModel, present: FunctionState | undefined): boolean {
  const found = present?.eventInvokes.get(config.qualifier);
  return (
    found === undefined ||
    found.MaximumRetryAttempts !== config.maximumRetryAttempts ||
    found.MaximumEventAgeInSeconds !== config.maximumEventAgeInSeconds
  );
}
