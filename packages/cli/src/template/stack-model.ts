// What a template says is to be there, with every name and value settled: the functions, their roles, and what a server is given as
// the document of a stack. Only versions are open, which publishing numbers: they stand as tokens (`versionToken`).

import type {
  StackApi,
  StackEventBus,
  StackFunctionUrl,
  StackOutput,
  StackRule,
  StackSchedule,
  StackTable,
} from '@perdure/protocol';
import type { Note } from './notes.ts';
import type { Path, ValueMap } from './value.ts';

export interface StackModel {
  stackName: string;
  /** The template's file, as it was named. */
  file: string;
  description: string | undefined;
  /** Secret ones are masked. */
  parameters: Record<string, string>;
  /** In the order in which they can be made. */
  functions: FunctionModel[];
  roles: RoleModel[];
  permissions: PermissionModel[];
  apis: StackApi[];
  functionUrls: StackFunctionUrl[];
  eventBuses: StackEventBus[];
  rules: StackRule[];
  schedules: StackSchedule[];
  tables: StackTable[];
  outputs: StackOutput[];
  notes: Note[];
}

export interface FunctionModel {
  logicalId: string;
  functionName: string;
  code: CodeModel;
  /** Layers of this template whose files are added to the code; the last one counts where several have a file. */
  layers: LayerModel[];
  /** All that it has: what the template does not say has Lambda's default. */
  settings: FunctionSettingsModel;
  tags: Record<string, string>;
  reservedConcurrency: number | undefined;
  /** Logical id of the version that is published when code or settings have changed; its token is replaced by the number. */
  versionId: string | undefined;
  aliases: AliasModel[];
  eventInvokes: EventInvokeModel[];
  /** Stays on the server when it leaves the template. */
  isRetained: boolean;
  path: Path;
}

export interface FunctionSettingsModel {
  Runtime: string;
  Handler: string;
  Role: string;
  Description: string;
  /** In seconds. */
  Timeout: number;
  /** In MiB. */
  MemorySize: number;
  Environment: { Variables: Record<string, string> };
  EphemeralStorage: { Size: number };
  TracingConfig: { Mode: string };
  DurableConfig?: { ExecutionTimeout: number; RetentionPeriodInDays?: number };
  CapacityProviderConfig?: ValueMap;
}

export type CodeModel =
  | { kind: 'inline'; text: string }
  /** A directory or a zip archive, as the template names it. */
  | { kind: 'path'; path: string; bundling: BundlingModel | undefined };

export interface LayerModel {
  logicalId: string;
  path: string;
}

/** `BuildProperties` of a function whose `BuildMethod` is esbuild, by the names of esbuild's options. */
export interface BundlingModel {
  entryPoints: string[];
  minify: boolean;
  target: string | undefined;
  sourcemap: boolean;
  sourcesContent: boolean;
  external: string[];
  format: 'cjs' | 'esm' | undefined;
  mainFields: string[] | undefined;
  outExtension: Record<string, string>;
  loader: Record<string, string>;
  banner: Record<string, string>;
  footer: Record<string, string>;
  define: Record<string, string>;
  keepNames: boolean;
}

export interface AliasModel {
  name: string;
  /** A number, `$LATEST`, or the token of a version. */
  version: string;
  description: string | undefined;
  /** Share of calls by version, as RoutingConfig has it. */
  weights: Record<string, number>;
}

export interface EventInvokeModel {
  qualifier: string;
  maximumRetryAttempts: number | undefined;
  maximumEventAgeInSeconds: number | undefined;
}

/** A statement on a function: who may call it. */
export interface PermissionModel {
  functionName: string;
  /** A version or alias of its own statements. */
  qualifier?: string;
  /** As AddPermission takes them. */
  members: { StatementId: string; Action: string; Principal: string } & Record<string, string>;
}

export interface RoleModel {
  logicalId: string;
  roleName: string;
  managedPolicyArns: string[];
  policies: PolicyModel[];
  path: Path;
}

export interface PolicyModel {
  policyName: string;
  document: ValueMap;
}
