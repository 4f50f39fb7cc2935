// The bodies of the function APIs, member by member.

import { aliasName, description, functionName, version } from './validation/api-members.ts';
import {
  architectures,
  codeMembers,
  codeSha256,
  configurationMembers,
  createMembers,
  publishTo,
  revisionId,
  role,
  routingConfig,
} from './validation/function-members.ts';
import { flag, integer, required } from './validation/member.ts';

export const createFunctionMembers = { FunctionName: functionName, ...createMembers };

export const configurationUpdateMembers = { ...configurationMembers, Role: role, RevisionId: revisionId };

export const codeUpdateMembers = {
  ...codeMembers,
  Publish: flag,
  PublishTo: publishTo,
  DryRun: flag,
  RevisionId: revisionId,
  Architectures: architectures,
};

export const publishMembers = {
  CodeSha256: codeSha256,
  Description: description,
  RevisionId: revisionId,
  PublishTo: publishTo,
};

export const aliasUpdateMembers = {
  FunctionVersion: version,
  Description: description,
  RoutingConfig: routingConfig,
  RevisionId: revisionId,
};

export const aliasMembers = {
  Name: aliasName,
  FunctionVersion: required(version),
  Description: description,
  RoutingConfig: routingConfig,
};

export const concurrencyMembers = { ReservedConcurrentExecutions: required(integer(0)) };
