// The function control plane: Lambda's APIs of functions and versions, with those of aliases and settings beside them.
//
// Owns: which change is allowed, and what it answers. Does not own: how functions are kept (function-catalogue.ts), the
// form of configurations (function-configuration.ts), what becomes of the executions of a deleted function (`onDeleted`).
//
// R1  A published version never changes: its record is written once and only ever removed (P7).
// R2  A number is given to one version only, also across deleting a function and creating it anew.
// R3  Whether a function is durable is settled when it is created.
// R4  The code of every recorded version is in the store: it is written before the record.

import { randomUUID } from 'node:crypto';
import type { Millis, Realm, Result } from '@perdure/protocol';
import { accepted, formatFunctionArn, refused } from '@perdure/protocol';
import type { Store } from '@perdure/store';
import { codeLimits } from '../code/limits.ts';
import { aliasOf, LATEST } from './alias-rules.ts';
import { CodeCollector } from './code-collector.ts';
import type { ControlScope } from './control-scope.ts';
import { checkRevision, functionNotFound, stampOf } from './control-scope.ts';
import type { DeployedFunction } from './deployed-function.ts';
import { EventInvokeConfigs } from './event-invoke-configs.ts';
import { FunctionAliases } from './function-aliases.ts';
import type {
  AccountSettings,
  CreateFunctionRequest,
  FunctionConfiguration,
  FunctionDescription,
  FunctionPage,
  FunctionRequest,
  ListFunctionsRequest,
  PageRequest,
  PublishVersionRequest,
  UpdateFunctionCodeRequest,
  UpdateFunctionConfigurationRequest,
  VersionPage,
} from './function-api.ts';
import type { CatalogueEntry, FunctionChange } from './function-catalogue.ts';
import { FunctionCatalogue } from './function-catalogue.ts';
import { type AcceptedCode, readCode } from './function-code.ts';
import { createConfiguration, replaceCode, updateConfiguration } from './function-configuration.ts';
import type { FunctionDirectory } from './function-directory.ts';
import { pageOf } from './function-pages.ts';
import { FunctionPolicies } from './function-policies.ts';
import type { FunctionRecord } from './function-record.ts';
import { findAlias, forgetQualifier } from './function-record.ts';
import type { ConcurrencyListener } from './function-settings.ts';
import { checkTags, FunctionSettings } from './function-settings.ts';
import { functionLimits } from './limits.ts';
import { publishVersion } from './publish-version.ts';
import { FunctionResolver } from './resolve-function.ts';

export interface FunctionRegistryOptions {
  store: Pick<Store, 'record' | 'records' | 'writeRecords' | 'writeBlob' | 'removeBlob' | 'blobHashes'>;
  realm: Realm;
  now(): Millis;
  /** How long a function is believed to be as it was read. Default: for ever; less where several servers share a store. */
  cacheMillis?: number;
  /** Where a client finds the archive of a version. Default: it is not told. */
  codeLocation?(configuration: FunctionConfiguration): string;
  /** Told when a function (no version) or one version of it has been deleted. */
  onDeleted?(functionName: string, version: string | undefined): void;
  onConcurrencyChanged?: ConcurrencyListener;
  /** Invocations that the server runs at a time, as GetAccountSettings reports it. Default: Lambda's 1,000. */
  concurrentExecutionsMax?: number;
  /** Calls back after the delay: for the collection of code that no version has any more. Default: never. */
  later?(millis: number, action: () => void): () => void;
  /** Told after each collection, by its hash, which code there still is. */
  onCodeCollected?(kept: ReadonlySet<string>): void;
  /** Told of what went wrong without a caller to tell. */
  onFault?(fault: unknown): void;
  /** Whether the ends of asynchronous invocations can be sent to an ARN. Default: to none. */
  isDestination?(arn: string): boolean;
  /** Default: random UUIDs. */
  freshId?(): string;
  /** Chooses between the versions of a weighted alias; 0 up to 1. Default: random. */
  share?(): number;
}

interface LatestRequest {
  FunctionName: string;
  RevisionId?: string;
}

/** What becomes of a function as it is now; undefined: there is none. */
type Decide<Value> = (entry: CatalogueEntry | undefined) => Result<FunctionChange<Value>>;

export class FunctionRegistry implements FunctionDirectory {
  readonly aliases: FunctionAliases;
  readonly settings: FunctionSettings;
  readonly eventInvokes: EventInvokeConfigs;
  readonly policies: FunctionPolicies;
  readonly code: CodeCollector;
  readonly #options: FunctionRegistryOptions;
  readonly #scope: ControlScope;
  readonly #resolver: FunctionResolver;

  constructor(options: FunctionRegistryOptions) {
    const {
      store,
      realm,
      now,
      cacheMillis = Number.POSITIVE_INFINITY,
      isDestination = () => false,
    } = options;
    const catalogue = new FunctionCatalogue({ store, now, cacheMillis });
    this.#options = options;
    this.#scope = { catalogue, realm, now, freshId: options.freshId ?? randomUUID, isDestination };
    this.#resolver = new FunctionResolver(this.#scope, options.share ?? Math.random);
    this.aliases = new FunctionAliases(this.#scope);
    this.eventInvokes = new EventInvokeConfigs(this.#scope);
    this.policies = new FunctionPolicies(this.#scope);
    const { later = () => () => {}, onFault = () => {} } = options;
    const { onCodeCollected: onCollected = () => {} } = options;
    this.code = new CodeCollector({ store, later, onCollected, onFault });
    this.settings = new FunctionSettings(this.#scope, options.onConcurrencyChanged ?? (() => {}));
  }

  resolve(functionName: string, qualifier: string | undefined): Promise<Result<DeployedFunction>> {
    return this.#resolver.resolve(functionName, qualifier);
  }

  version(functionName: string, version: string): Promise<DeployedFunction | undefined> {
    return this.#resolver.version(functionName, version);
  }

  async exists(functionName: string): Promise<boolean> {
    return (await this.#scope.catalogue.find(functionName)) !== undefined;
  }

  async createFunction(request: CreateFunctionRequest): Promise<Result<FunctionConfiguration>> {
    const { catalogue, realm } = this.#scope;
    const functionName = request.FunctionName;
    const code = readCode(request.Code);
    if (!code.ok) return code;
    const tags = checkTags(request.Tags ?? {});
    if (!tags.ok) return tags;
    const latest = createConfiguration(request, code.value, realm, stampOf(this.#scope));
    if (!latest.ok) return latest;
    const lastVersion = await catalogue.lastNumber(functionName);
    const record: FunctionRecord = { latest: latest.value, lastVersion, aliases: {}, tags: tags.value };
    return this.#upload(functionName, code.value, (existing) =>
      existing === undefined
        ? this.#published(request, { record, versions: new Map() })
        : refused('ResourceConflictException', `Function already exist: ${functionName}`),
    );
  }

  updateFunctionConfiguration(
    request: UpdateFunctionConfigurationRequest,
  ): Promise<Result<FunctionConfiguration>> {
    return this.#changeLatest(request, ({ record }) => {
      const latest = updateConfiguration(record.latest, request, stampOf(this.#scope));
      return latest.ok
        ? accepted({ value: latest.value, record: { ...record, latest: latest.value } })
        : latest;
    });
  }

  async updateFunctionCode(request: UpdateFunctionCodeRequest): Promise<Result<FunctionConfiguration>> {
    const code = readCode(request);
    if (!code.ok) return code;
    const decide = this.#ofLatest(request, ({ record, versions }) => {
      const latest = replaceCode(record.latest, code.value, request.Architectures, stampOf(this.#scope));
      if (request.DryRun) return accepted({ value: latest });
      return this.#published(request, { record: { ...record, latest }, versions });
    });
    const { catalogue } = this.#scope;
    return request.DryRun
      ? catalogue.change(request.FunctionName, decide)
      : this.#upload(request.FunctionName, code.value, decide);
  }

  /** Takes in code with a change that needs it. What is refused is refused before anything is written. */
  async #upload<Value>(
    functionName: string,
    { sha256, bytes }: AcceptedCode,
    decide: Decide<Value>,
  ): Promise<Result<Value>> {
    const { catalogue } = this.#scope;
    return this.code.whileUploading(async () => {
      const foreseen = decide(await catalogue.find(functionName));
      if (!foreseen.ok) return foreseen;
      await this.#options.store.writeBlob(sha256, bytes);
      const changed = await catalogue.change(functionName, decide);
      // What it replaced, or what was written for nothing because somebody else was faster, may belong to nobody now.
      this.code.codeWasLetGo();
      return changed;
    });
  }

  publishVersion(request: PublishVersionRequest): Promise<Result<FunctionConfiguration>> {
    return this.#changeLatest(request, (entry) =>
      publishVersion(entry, request, this.#scope.realm, stampOf(this.#scope)),
    );
  }

  async getFunction(request: FunctionRequest): Promise<Result<FunctionDescription>> {
    const found = await this.#find(request);
    if (!found.ok) return found;
    const { configuration, record } = found.value;
    const location = this.#options.codeLocation?.(configuration);
    const hasTags = Object.keys(record.tags).length > 0;
    const reserved = record.reservedConcurrency;
    return accepted({
      Configuration: configuration,
      Code: { RepositoryType: 'S3', ...(location === undefined ? {} : { Location: location }) },
      ...(hasTags ? { Tags: record.tags } : {}),
      ...(reserved === undefined ? {} : { Concurrency: { ReservedConcurrentExecutions: reserved } }),
    });
  }

  async getFunctionConfiguration(request: FunctionRequest): Promise<Result<FunctionConfiguration>> {
    const found = await this.#find(request);
    return found.ok ? accepted(found.value.configuration) : found;
  }

  /** What functions take up, and of how much. */
  async accountSettings(): Promise<Result<AccountSettings>> {
    const records = await this.#scope.catalogue.all();
    const reserved = records.reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
    const concurrent = this.#options.concurrentExecutionsMax ?? functionLimits.concurrentExecutionsDefault;
    return accepted({
      AccountLimit: {
        TotalCodeSize: functionLimits.totalCodeBytes,
        CodeSizeUnzipped: codeLimits.unpackedBytesMax,
        CodeSizeZipped: codeLimits.archiveBytesMax,
        ConcurrentExecutions: concurrent,
        UnreservedConcurrentExecutions: Math.max(0, concurrent - reserved),
      },
      AccountUsage: {
        TotalCodeSize: records.reduce((sum, { latest }) => sum + latest.CodeSize, 0),
        FunctionCount: records.length,
      },
    });
  }

  async listFunctions(request: ListFunctionsRequest): Promise<Result<FunctionPage>> {
    const { catalogue, now } = this.#scope;
    const records = await catalogue.all();
    const listed: FunctionConfiguration[] = [];
    for (const { latest } of records) {
      listed.push(latest);
      if (request.FunctionVersion !== 'ALL') continue;
      const entry = await catalogue.find(latest.FunctionName);
      if (entry !== undefined) listed.push(...entry.versions.values());
    }
    listed.sort((left, right) => (listKey(left) < listKey(right) ? -1 : 1));
    const page = pageOf(listed, listKey, `functions ${request.FunctionVersion ?? ''}`, request, now());
    return page.ok ? accepted({ Functions: page.value.items, ...page.value.marker }) : page;
  }

  async listVersionsByFunction(
    request: PageRequest & { FunctionName: string },
  ): Promise<Result<VersionPage>> {
    const { catalogue, realm, now } = this.#scope;
    const entry = await catalogue.find(request.FunctionName);
    if (entry === undefined) return functionNotFound(realm, request.FunctionName);
    const versions = [qualified(entry.record.latest, LATEST, realm), ...entry.versions.values()];
    const page = pageOf(versions, listKey, `versions ${request.FunctionName}`, request, now());
    return page.ok ? accepted({ Versions: page.value.items, ...page.value.marker }) : page;
  }

  async deleteFunction(request: FunctionRequest): Promise<Result<void>> {
    const { FunctionName, Qualifier } = request;
    const { catalogue, realm } = this.#scope;
    const deleted = await catalogue.change<void>(FunctionName, (entry) => {
      if (entry === undefined) return functionNotFound(realm, FunctionName);
      if (Qualifier === undefined) return accepted({ value: undefined, removed: true });
      return removeVersion(entry, Qualifier, realm);
    });
    if (deleted.ok) this.#options.onDeleted?.(FunctionName, Qualifier);
    this.code.codeWasLetGo();
    return deleted;
  }

  /** A change of `$LATEST`, guarded by the RevisionId of the request. */
  #changeLatest<Value>(
    request: LatestRequest,
    decide: (entry: CatalogueEntry) => Result<FunctionChange<Value>>,
  ): Promise<Result<Value>> {
    return this.#scope.catalogue.change(request.FunctionName, this.#ofLatest(request, decide));
  }

  #ofLatest<Value>(
    { FunctionName, RevisionId }: LatestRequest,
    decide: (entry: CatalogueEntry) => Result<FunctionChange<Value>>,
  ): Decide<Value> {
    return (entry) => {
      if (entry === undefined) return functionNotFound(this.#scope.realm, FunctionName);
      const revision = checkRevision(RevisionId, entry.record.latest.RevisionId);
      return revision.ok ? decide(entry) : revision;
    };
  }

  /** The change that keeps the entry, and publishes it where the request says so. */
  #published(
    request: { FunctionName: string; Publish?: boolean; PublishTo?: string },
    entry: CatalogueEntry,
  ): Result<FunctionChange<FunctionConfiguration>> {
    const { record } = entry;
    if (!request.Publish && request.PublishTo === undefined)
      return accepted({ value: record.latest, record });
    const { FunctionName } = request;
    const published = publishVersion(entry, { FunctionName }, this.#scope.realm, stampOf(this.#scope));
    return published.ok ? accepted({ record, ...published.value }) : published;
  }

  /** The configuration that a qualifier names: through an alias, that of its own version. */
  async #find(
    request: FunctionRequest,
  ): Promise<Result<{ configuration: FunctionConfiguration; record: FunctionRecord }>> {
    const { FunctionName, Qualifier } = request;
    const entry = await this.#scope.catalogue.find(FunctionName);
    const configuration = entry && this.#resolver.configurationOf(entry, Qualifier);
    if (entry === undefined || configuration === undefined) {
      return functionNotFound(this.#scope.realm, FunctionName, Qualifier);
    }
    const { record } = entry;
    if (Qualifier === undefined) return accepted({ configuration, record });
    return accepted({ configuration: qualified(configuration, Qualifier, this.#scope.realm), record });
  }
}

/** A configuration under the qualified ARN by which it was asked for. */
function qualified(
  configuration: FunctionConfiguration,
  qualifier: string,
  realm: Realm,
): FunctionConfiguration {
  const functionName = configuration.FunctionName;
  return { ...configuration, FunctionArn: formatFunctionArn({ realm, functionName, qualifier }) };
}

function removeVersion(
  entry: CatalogueEntry,
  version: string,
  realm: Realm,
): Result<FunctionChange<undefined>> {
  const { FunctionName } = entry.record.latest;
  if (version.startsWith(LATEST)) {
    return refused(
      'InvalidParameterValueException',
      '$LATEST cannot be deleted alone. Leave out the qualifier to delete the function with all its versions.',
    );
  }
  if (findAlias(entry.record, version) !== undefined) {
    return refused(
      'InvalidParameterValueException',
      `${version} is an alias. Delete it with DeleteAlias; to delete a version, give its number.`,
    );
  }
  if (!entry.versions.has(version)) return functionNotFound(realm, FunctionName, version);
  const alias = aliasOf(entry, version);
  if (alias !== undefined) {
    return refused(
      'ResourceConflictException',
      `The alias ${alias.name} points to version ${version}. Point it elsewhere first.`,
    );
  }
  // The function's record is written too: an alias that was made meanwhile would change its revision.
  return accepted({
    value: undefined,
    record: forgetQualifier(entry.record, version),
    versionRemoved: version,
  });
}

/** By name, then number, `$LATEST` first. A space sorts before all that names consist of. */
function listKey({ FunctionName, Version }: FunctionConfiguration): string {
  return `${FunctionName} ${Version === LATEST ? '' : Version.padStart(functionLimits.versionDigits, '0')}`;
}
