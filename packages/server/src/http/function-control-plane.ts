// What the HTTP layer asks of the control plane of functions. Requests have passed the types and constraints of the API
// model; `FunctionName` is the bare name, and `Qualifier` is given when the caller gave one, in whichever place. Answers
// are API bodies as they go out.

import type { Result } from '@perdure/protocol';
import type {
  aliasMembers,
  aliasUpdateMembers,
  codeUpdateMembers,
  concurrencyMembers,
  configurationUpdateMembers,
  createFunctionMembers,
  eventInvokeMembers,
  publishMembers,
} from './function-requests.ts';
import type { ReadBy } from './validation/structure.ts';

interface Named {
  FunctionName: string;
}
interface Qualified extends Named {
  Qualifier?: string;
}
interface NamedAlias extends Named {
  Name: string;
}
export interface Page {
  Marker?: string;
  MaxItems?: number;
}
interface Tagged {
  /** The ARN of a function, unqualified. */
  Resource: string;
}

export type CreateFunctionRequest = ReadBy<typeof createFunctionMembers>;
export type UpdateFunctionConfigurationRequest = Named & ReadBy<typeof configurationUpdateMembers>;
export type UpdateFunctionCodeRequest = Named & ReadBy<typeof codeUpdateMembers>;
export type PublishVersionRequest = Named & ReadBy<typeof publishMembers>;
export type CreateAliasRequest = Named & ReadBy<typeof aliasMembers>;
export type UpdateAliasRequest = NamedAlias & ReadBy<typeof aliasUpdateMembers>;
export type PutFunctionConcurrencyRequest = Named & ReadBy<typeof concurrencyMembers>;
export type EventInvokeConfigRequest = Qualified & ReadBy<typeof eventInvokeMembers>;

export interface AliasBody {
  FunctionVersion: string;
}

export interface FunctionControlPlane {
  createFunction(request: CreateFunctionRequest): Promise<Result<object>>;
  updateFunctionConfiguration(request: UpdateFunctionConfigurationRequest): Promise<Result<object>>;
  updateFunctionCode(request: UpdateFunctionCodeRequest): Promise<Result<object>>;
  getFunction(request: Qualified): Promise<Result<object>>;
  getFunctionConfiguration(request: Qualified): Promise<Result<object>>;
  listFunctions(request: Page & { FunctionVersion?: 'ALL' }): Promise<Result<object>>;
  deleteFunction(request: Qualified): Promise<Result<unknown>>;

  publishVersion(request: PublishVersionRequest): Promise<Result<object>>;
  listVersionsByFunction(request: Named & Page): Promise<Result<object>>;

  createAlias(request: CreateAliasRequest): Promise<Result<object>>;
  getAlias(request: NamedAlias): Promise<Result<AliasBody>>;
  updateAlias(request: UpdateAliasRequest): Promise<Result<object>>;
  deleteAlias(request: NamedAlias): Promise<Result<unknown>>;
  listAliases(request: Named & Page & { FunctionVersion?: string }): Promise<Result<object>>;

  putFunctionConcurrency(request: PutFunctionConcurrencyRequest): Promise<Result<object>>;
  getFunctionConcurrency(request: Named): Promise<Result<object>>;
  deleteFunctionConcurrency(request: Named): Promise<Result<unknown>>;

  putFunctionEventInvokeConfig(request: EventInvokeConfigRequest): Promise<Result<object>>;
  updateFunctionEventInvokeConfig(request: EventInvokeConfigRequest): Promise<Result<object>>;
  getFunctionEventInvokeConfig(request: Qualified): Promise<Result<object>>;
  deleteFunctionEventInvokeConfig(request: Qualified): Promise<Result<unknown>>;
  listFunctionEventInvokeConfigs(request: Named & Page): Promise<Result<object>>;

  listTags(request: Tagged): Promise<Result<object>>;
  tagResource(request: Tagged & { Tags: Record<string, string> }): Promise<Result<unknown>>;
  untagResource(request: Tagged & { TagKeys: string[] }): Promise<Result<unknown>>;
}
