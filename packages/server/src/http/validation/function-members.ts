// The members of function configurations and of code, as the function APIs take them. Members that only make sense inside
// AWS are taken as they come and echoed, so that tools written for AWS find what they sent.

import { limits } from '@perdure/protocol';
import { description, keyArn } from './api-members.ts';
import { anyJson, base64, choice, decimal, flag, integer, required, text } from './member.ts';
import { list, map, structure } from './structure.ts';

const ROLE_CHARS_MAX = 10_000;
const HANDLER_CHARS_MAX = 128;
const variableNamePattern = /^[a-zA-Z]([a-zA-Z0-9_])+$/;
const rolePattern = /^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/;
const versionNumberPattern = /^[0-9]+$/;
const RUNTIME_CHARS_MAX = 64;
const VERSION_CHARS_MAX = 1024;
const ENVIRONMENT_CONCURRENCY_MAX = 1600;
const TAG_KEY_CHARS_MAX = 128;
const TAG_VALUE_CHARS_MAX = 256;

export const durableConfig = structure({
  // Not required here: its absence breaks a rule of its own, which the control plane words.
  ExecutionTimeout: integer(1, limits.executionTimeoutSecondsMax),
  RetentionPeriodInDays: integer(1, limits.retentionDaysMax),
  KMSKeyArn: keyArn,
});

/** The server reads one member of it; the rest is echoed. */
const capacityProviderConfig = structure(
  {
    LambdaManagedInstancesCapacityProviderConfig: structure(
      { PerExecutionEnvironmentMaxConcurrency: integer(1, ENVIRONMENT_CONCURRENCY_MAX) },
      'kept',
    ),
  },
  'kept',
);

export const role = text({ charsMax: ROLE_CHARS_MAX, pattern: rolePattern });

export const configurationMembers = {
  Handler: text({ charsMax: HANDLER_CHARS_MAX, pattern: /^[^\s]+$/ }),
  Runtime: text({ charsMin: 1, charsMax: RUNTIME_CHARS_MAX }),
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
  CapacityProviderConfig: capacityProviderConfig,
  DurableConfig: durableConfig,
};

export const codeMembers = {
  ZipFile: base64,
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
export const tagKey = text({ charsMin: 1, charsMax: TAG_KEY_CHARS_MAX });
export const tags = map(tagKey, text({ charsMax: TAG_VALUE_CHARS_MAX }));

export const routingConfig = structure({
  AdditionalVersionWeights: map(
    text({ charsMin: 1, charsMax: VERSION_CHARS_MAX, pattern: versionNumberPattern }),
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
