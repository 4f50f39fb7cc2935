// The members of function configurations and of code, as the function APIs take them. Members that only make sense inside
// AWS are taken as they come and echoed, so that tools written for AWS find what they sent.

import { limits } from '@perdure/protocol';
import { description, keyArn, version } from './api-members.ts';
import { anyJson, choice, decimal, flag, integer, required, text } from './member.ts';
import { list, map, structure } from './structure.ts';

const roleCharsMax = 10_000;
const handlerCharsMax = 128;
const variableNamePattern = /^[a-zA-Z]([a-zA-Z0-9_])+$/;
const rolePattern = /^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/;
const versionNumberPattern = /^[0-9]+$/;
const tagKeyCharsMax = 128;
const tagValueCharsMax = 256;

export const durableConfig = structure({
  // Not required here: its absence breaks a rule of its own, which the control plane words.
  ExecutionTimeout: integer(1, limits.executionTimeoutSecondsMax),
  RetentionPeriodInDays: integer(1, limits.retentionDaysMax),
  KMSKeyArn: keyArn,
});

export const role = text({ charsMax: roleCharsMax, pattern: rolePattern });

export const configurationMembers = {
  Handler: text({ charsMax: handlerCharsMax, pattern: /^[^\s]+$/ }),
  Runtime: text({ charsMin: 1, charsMax: 64 }),
  Description: description,
  Timeout: integer(1, limits.functionTimeoutSecondsMax),
  MemorySize: integer(limits.memoryMegabytesMin, limits.memoryMegabytesMax),
  Environment: structure({
    Variables: map(text({ pattern: variableNamePattern }), text({ sensitive: true })),
  }),
  KMSKeyArn: keyArn,
  DeadLetterConfig: structure({ TargetArn: text() }),
  TracingConfig: structure({ Mode: choice(['Active', 'PassThrough']) }),
  Layers: list(text()),
  VpcConfig: anyJson,
  FileSystemConfigs: anyJson,
  ImageConfig: anyJson,
  EphemeralStorage: anyJson,
  SnapStart: anyJson,
  LoggingConfig: anyJson,
  CapacityProviderConfig: anyJson,
  DurableConfig: durableConfig,
};

export const codeMembers = {
  ZipFile: text({ sensitive: true }),
  S3Bucket: text(),
  S3Key: text(),
  S3ObjectVersion: text(),
  ImageUri: text(),
  SourceKMSKeyArn: keyArn,
};

export const architectures = list(choice(['x86_64', 'arm64']), { countMin: 1, countMax: 1 });
export const publishTo = choice(['LATEST_PUBLISHED']);
export const revisionId = text();
export const codeSha256 = text();
export const tagKey = text({ charsMin: 1, charsMax: tagKeyCharsMax });
export const tags = map(tagKey, text({ charsMax: tagValueCharsMax }));

export const routingConfig = structure({
  AdditionalVersionWeights: map(
    text({ charsMin: 1, charsMax: 1024, pattern: versionNumberPattern }),
    decimal(0, 1),
  ),
});

export const createMembers = {
  ...configurationMembers,
  Role: required(role),
  Code: required(structure(codeMembers)),
  Publish: flag,
  PublishTo: publishTo,
  PackageType: choice(['Zip', 'Image']),
  Tags: tags,
  CodeSigningConfigArn: text(),
  Architectures: architectures,
  TenancyConfig: anyJson,
};

export const aliasVersion = version;
