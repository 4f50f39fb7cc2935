// From a name and a qualifier to the version that runs. Every start and every invocation asks this.

import type { Result } from '@perdure/protocol';
import { accepted, formatFunctionArn, refused } from '@perdure/protocol';
import { LATEST, routedVersion } from './alias-rules.ts';
import type { ControlScope } from './control-scope.ts';
import { functionNotFound } from './control-scope.ts';
import { deploy } from './deploy.ts';
import type { DeployedFunction } from './deployed-function.ts';
import { configOf } from './event-invoke-configs.ts';
import type { FunctionConfiguration } from './function-api.ts';
import type { CatalogueEntry } from './function-catalogue.ts';
import { findAlias } from './function-record.ts';

/** The newest published version, whichever it is. */
const LATEST_PUBLISHED = '$LATEST.PUBLISHED';

export class FunctionResolver {
  readonly #scope: ControlScope;
  readonly #share: () => number;
  /** Deployed forms, for as long as the catalogue holds the entry that they were made from. */
  readonly #deployed = new WeakMap<CatalogueEntry, Map<string, DeployedFunction>>();

  constructor(scope: ControlScope, share: () => number) {
    this.#scope = scope;
    this.#share = share;
  }

  async resolve(functionName: string, qualifier: string | undefined): Promise<Result<DeployedFunction>> {
    const { catalogue, realm } = this.#scope;
    const entry = catalogue.peek(functionName) ?? (await catalogue.find(functionName));
    if (entry === undefined) return functionNotFound(realm, functionName, qualifier);
    if (qualifier === LATEST_PUBLISHED && entry.versions.size === 0) {
      const arn = formatFunctionArn({ realm, functionName });
      return refused('NoPublishedVersionException', `The function has no published version: ${arn}`);
    }
    const alias = qualifier === undefined ? undefined : findAlias(entry.record, qualifier);
    const version = alias === undefined ? qualifier : routedVersion(alias, this.#share());
    const configuration = this.configurationOf(entry, version);
    if (configuration === undefined) return functionNotFound(realm, functionName, qualifier);
    const deployed = this.#deploy(entry, configuration);
    const asyncRetry = configOf(entry, qualifier ?? LATEST);
    return accepted(asyncRetry === undefined ? deployed : { ...deployed, asyncRetry });
  }

  async version(functionName: string, version: string): Promise<DeployedFunction | undefined> {
    const { catalogue } = this.#scope;
    const entry = catalogue.peek(functionName) ?? (await catalogue.find(functionName));
    if (entry === undefined) return undefined;
    const configuration = version === LATEST ? entry.record.latest : entry.versions.get(version);
    return configuration && this.#deploy(entry, configuration);
  }

  /** What a qualifier names; through an alias, its own version. */
  configurationOf(entry: CatalogueEntry, qualifier: string | undefined): FunctionConfiguration | undefined {
    const { record, versions } = entry;
    if (qualifier === undefined || qualifier === LATEST) return record.latest;
    if (qualifier === LATEST_PUBLISHED) return [...versions.values()].at(-1);
    const version = findAlias(record, qualifier)?.functionVersion ?? qualifier;
    return version === LATEST ? record.latest : versions.get(version);
  }

  #deploy(entry: CatalogueEntry, configuration: FunctionConfiguration): DeployedFunction {
    let known = this.#deployed.get(entry);
    if (known === undefined) {
      known = new Map();
      this.#deployed.set(entry, known);
    }
    let deployed = known.get(configuration.Version);
    if (deployed === undefined) {
      deployed = deploy(configuration, entry.record);
      known.set(configuration.Version, deployed);
    }
    return deployed;
  }
}
