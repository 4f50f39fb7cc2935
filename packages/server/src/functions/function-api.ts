// The function control plane in its wire form: what the APIs of functions, versions, aliases, concurrency and tags take
// and give. Requests have been checked for types and ranges by the HTTP layer; `FunctionName` is the bare name, read from
// a name or an ARN. Members that are not listed here are accepted and echoed.

import type { DurableConfig } from '@perdure/protocol';

/** DurableConfig as a client sends it. */
export interface DurableConfigRequest {
  /** Seconds, 1 to 31,622,400. Required whenever a DurableConfig is sent. */
  ExecutionTimeout?: number;
  /** Days, 1 to 90. Default: 14. */
  RetentionPeriodInDays?: number;
  KMSKeyArn?: string;
}

export interface FunctionCodeRequest {
  /** The archive, decoded. */
  ZipFile?: Uint8Array;
  S3Bucket?: string;
  S3Key?: string;
  S3ObjectVersion?: string;
  ImageUri?: string;
}

/** Configuration as create and update take it. */
export interface ConfigurationRequest {
  Runtime?: string;
  Role?: string;
  Handler?: string;
  Description?: string;
  /** Seconds. Default: 3. */
  Timeout?: number;
  /** Megabytes. Default: 128. */
  MemorySize?: number;
  PackageType?: string;
  Environment?: { Variables?: Record<string, string> };
  Layers?: string[];
  DurableConfig?: DurableConfigRequest;
  CapacityProviderConfig?: CapacityProviderConfig;
  [member: string]: unknown;
}

export interface CapacityProviderConfig {
  LambdaManagedInstancesCapacityProviderConfig?: {
    /** Invocations that one environment runs at a time, 1 to 1600. Default: 1. */
    PerExecutionEnvironmentMaxConcurrency?: number;
    [member: string]: unknown;
  };
  [member: string]: unknown;
}

export interface CreateFunctionRequest extends ConfigurationRequest {
  FunctionName: string;
  Code: FunctionCodeRequest;
  Publish?: boolean;
  PublishTo?: string;
  Tags?: Record<string, string>;
}

export interface UpdateFunctionConfigurationRequest extends ConfigurationRequest {
  FunctionName: string;
  RevisionId?: string;
}

export interface UpdateFunctionCodeRequest extends FunctionCodeRequest {
  FunctionName: string;
  Architectures?: string[];
  Publish?: boolean;
  PublishTo?: string;
  DryRun?: boolean;
  RevisionId?: string;
}

export interface PublishVersionRequest {
  FunctionName: string;
  CodeSha256?: string;
  Description?: string;
  RevisionId?: string;
}

/** A function, or one version or alias of it. */
export interface FunctionRequest {
  FunctionName: string;
  Qualifier?: string;
}

export interface PageRequest {
  Marker?: string;
  /** 0 counts as absent; pages hold at most 50. */
  MaxItems?: number;
}

export interface ListFunctionsRequest extends PageRequest {
  /** `ALL` lists the published versions beside `$LATEST`. */
  FunctionVersion?: string;
}

export interface RoutingConfig {
  /** The share of invocations, 0 to 1, by version. */
  AdditionalVersionWeights?: Record<string, number>;
}

export interface CreateAliasRequest {
  FunctionName: string;
  Name: string;
  FunctionVersion: string;
  Description?: string;
  RoutingConfig?: RoutingConfig;
}

export interface UpdateAliasRequest {
  FunctionName: string;
  Name: string;
  FunctionVersion?: string;
  Description?: string;
  RoutingConfig?: RoutingConfig;
  RevisionId?: string;
}

export interface AliasRequest {
  FunctionName: string;
  Name: string;
}

export interface ListAliasesRequest extends PageRequest {
  FunctionName: string;
  FunctionVersion?: string;
}

export interface FunctionConfiguration {
  FunctionName: string;
  FunctionArn: string;
  Runtime: string;
  Role: string;
  Handler: string;
  CodeSize: number;
  Description: string;
  Timeout: number;
  MemorySize: number;
  /** `2026-01-02T03:04:05.000+0000` */
  LastModified: string;
  CodeSha256: string;
  ConfigSha256: string;
  /** `$LATEST` or a number. */
  Version: string;
  RevisionId: string;
  State: 'Active';
  LastUpdateStatus: 'Successful';
  PackageType: 'Zip';
  Environment?: { Variables: Record<string, string> };
  DurableConfig?: DurableConfig;
  CapacityProviderConfig?: CapacityProviderConfig;
  [member: string]: unknown;
}

export interface FunctionDescription {
  Configuration: FunctionConfiguration;
  Code: { RepositoryType: string; Location?: string };
  Tags?: Record<string, string>;
  Concurrency?: { ReservedConcurrentExecutions: number };
}

export interface AliasConfiguration {
  AliasArn: string;
  Name: string;
  FunctionVersion: string;
  Description: string;
  RoutingConfig?: { AdditionalVersionWeights: Record<string, number> };
  RevisionId: string;
}

export interface FunctionPage {
  Functions: FunctionConfiguration[];
  NextMarker?: string;
}
export interface VersionPage {
  Versions: FunctionConfiguration[];
  NextMarker?: string;
}
export interface AliasPage {
  Aliases: AliasConfiguration[];
  NextMarker?: string;
}

export interface AccountSettings {
  AccountLimit: {
    TotalCodeSize: number;
    CodeSizeUnzipped: number;
    CodeSizeZipped: number;
    ConcurrentExecutions: number;
    UnreservedConcurrentExecutions: number;
  };
  AccountUsage: { TotalCodeSize: number; FunctionCount: number };
}

/** Absent when nothing is reserved. */
export interface FunctionConcurrency {
  ReservedConcurrentExecutions?: number;
}
