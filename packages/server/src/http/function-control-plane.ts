// What the HTTP layer asks of the control plane of functions. Requests have passed the types and constraints of the API
// model; `FunctionName` is the bare name, and `Qualifier` is there when the caller gave one, in whichever place.

import type { EventInvokeConfigs } from '../functions/event-invoke-configs.ts';
import type { FunctionAliases } from '../functions/function-aliases.ts';
import type { FunctionPolicies } from '../functions/function-policies.ts';
import type { FunctionRegistry } from '../functions/function-registry.ts';
import type { FunctionSettings } from '../functions/function-settings.ts';

export type FunctionVersionApis = Pick<
  FunctionRegistry,
  | 'createFunction'
  | 'updateFunctionConfiguration'
  | 'updateFunctionCode'
  | 'getFunction'
  | 'getFunctionConfiguration'
  | 'listFunctions'
  | 'deleteFunction'
  | 'publishVersion'
  | 'listVersionsByFunction'
  | 'accountSettings'
>;

export type AliasApis = Pick<
  FunctionAliases,
  'createAlias' | 'getAlias' | 'updateAlias' | 'deleteAlias' | 'listAliases'
>;

export type SettingApis = Pick<
  FunctionSettings,
  | 'putFunctionConcurrency'
  | 'getFunctionConcurrency'
  | 'deleteFunctionConcurrency'
  | 'listTags'
  | 'tagResource'
  | 'untagResource'
>;

export type EventInvokeApis = Pick<
  EventInvokeConfigs,
  | 'putFunctionEventInvokeConfig'
  | 'updateFunctionEventInvokeConfig'
  | 'getFunctionEventInvokeConfig'
  | 'deleteFunctionEventInvokeConfig'
  | 'listFunctionEventInvokeConfigs'
>;

export type PolicyApis = Pick<
  FunctionPolicies,
  'addPermission' | 'removePermission' | 'getPolicy' | 'putPolicy' | 'deletePolicy'
>;

export interface FunctionControlPlane extends FunctionVersionApis {
  readonly aliases: AliasApis;
  readonly settings: SettingApis;
  readonly eventInvokes: EventInvokeApis;
  readonly policies: PolicyApis;
}
