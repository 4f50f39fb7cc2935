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
import { flag, integer, required, text } from './validation/member.ts';
import { structure } from './validation/structure.ts';

const RETRY_ATTEMPTS_MAX = 2;
const EVENT_AGE_SECONDS_MIN = 60;
const EVENT_AGE_SECONDS_MAX = 21_600;

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

const destination = structure({ Destination: text() });
export const eventInvokeMembers = {
  MaximumRetryAttempts: integer(0, RETRY_ATTEMPTS_MAX),
  MaximumEventAgeInSeconds: integer(EVENT_AGE_SECONDS_MIN, EVENT_AGE_SECONDS_MAX),
  DestinationConfig: structure({ OnSuccess: destination, OnFailure: destination }),
};

export const concurrencyMembers = { ReservedConcurrentExecutions: required(integer(0)) };
