// The APIs of aliases.

import type { Result } from '@perdure/protocol';
import { accepted, formatFunctionArn, refused } from '@perdure/protocol';
import { checkRouting, describeAlias } from './alias-rules.ts';
import type { ControlScope } from './control-scope.ts';
import { checkRevision, functionNotFound } from './control-scope.ts';
import type {
  AliasConfiguration,
  AliasPage,
  AliasRequest,
  CreateAliasRequest,
  ListAliasesRequest,
  UpdateAliasRequest,
} from './function-api.ts';
import type { CatalogueEntry, FunctionChange } from './function-catalogue.ts';
import { pageOf } from './function-pages.ts';
import type { AliasRecord } from './function-record.ts';
import { findAlias, forgetQualifier } from './function-record.ts';

export class FunctionAliases {
  readonly #scope: ControlScope;

  constructor(scope: ControlScope) {
    this.#scope = scope;
  }

  createAlias(request: CreateAliasRequest): Promise<Result<AliasConfiguration>> {
    return this.#change(request.FunctionName, (entry) => {
      if (findAlias(entry.record, request.Name) !== undefined) {
        const arn = this.#arn(request);
        return refused('ResourceConflictException', `Alias already exists: ${arn}`);
      }
      const weights = checkRouting(entry, request.FunctionVersion, request.RoutingConfig);
      if (!weights.ok) return weights;
      return this.#kept(entry, request.FunctionName, {
        name: request.Name,
        functionVersion: request.FunctionVersion,
        description: request.Description ?? '',
        weights: weights.value,
        revisionId: this.#scope.freshId(),
      });
    });
  }

  async getAlias(request: AliasRequest): Promise<Result<AliasConfiguration>> {
    const entry = await this.#scope.catalogue.find(request.FunctionName);
    const alias = entry && findAlias(entry.record, request.Name);
    if (alias === undefined) return this.#notFound(request);
    return accepted(describeAlias(this.#scope.realm, request.FunctionName, alias));
  }

  updateAlias(request: UpdateAliasRequest): Promise<Result<AliasConfiguration>> {
    return this.#change(request.FunctionName, (entry) => {
      const alias = findAlias(entry.record, request.Name);
      if (alias === undefined) return this.#notFound(request);
      const revision = checkRevision(request.RevisionId, alias.revisionId);
      if (!revision.ok) return revision;
      const functionVersion = request.FunctionVersion ?? alias.functionVersion;
      const routing = request.RoutingConfig ?? { AdditionalVersionWeights: alias.weights };
      const weights = checkRouting(entry, functionVersion, routing);
      if (!weights.ok) return weights;
      return this.#kept(entry, request.FunctionName, {
        ...alias,
        functionVersion,
        description: request.Description ?? alias.description,
        weights: weights.value,
        revisionId: this.#scope.freshId(),
      });
    });
  }

  deleteAlias(request: AliasRequest): Promise<Result<void>> {
    return this.#change(request.FunctionName, (entry) => {
      if (findAlias(entry.record, request.Name) === undefined) return this.#notFound(request);
      const { [request.Name]: _, ...aliases } = entry.record.aliases;
      const record = forgetQualifier({ ...entry.record, aliases }, request.Name);
      return accepted({ value: undefined, record });
    });
  }

  async listAliases(request: ListAliasesRequest): Promise<Result<AliasPage>> {
    const { catalogue, realm, now } = this.#scope;
    const entry = await catalogue.find(request.FunctionName);
    if (entry === undefined) return functionNotFound(realm, request.FunctionName);
    const version = request.FunctionVersion;
    const aliases = Object.values(entry.record.aliases)
      .filter((alias) => version === undefined || alias.functionVersion === version)
      .sort((left, right) => (left.name < right.name ? -1 : 1));
    const query = `aliases ${request.FunctionName} ${version ?? ''}`;
    const page = pageOf(aliases, (alias) => alias.name, query, request, now());
    if (!page.ok) return page;
    const Aliases = page.value.items.map((alias) => describeAlias(realm, request.FunctionName, alias));
    return accepted({ Aliases, ...page.value.marker });
  }

  #change<Value>(
    functionName: string,
    decide: (entry: CatalogueEntry) => Result<FunctionChange<Value>>,
  ): Promise<Result<Value>> {
    const { catalogue, realm } = this.#scope;
    return catalogue.change(functionName, (entry) =>
      entry === undefined ? functionNotFound(realm, functionName) : decide(entry),
    );
  }

  #kept(
    { record }: CatalogueEntry,
    functionName: string,
    alias: AliasRecord,
  ): Result<FunctionChange<AliasConfiguration>> {
    return accepted({
      value: describeAlias(this.#scope.realm, functionName, alias),
      record: { ...record, aliases: { ...record.aliases, [alias.name]: alias } },
    });
  }

  #notFound(request: AliasRequest): ReturnType<typeof refused> {
    return refused('ResourceNotFoundException', `Cannot find alias arn: ${this.#arn(request)}`);
  }

  #arn({ FunctionName, Name }: AliasRequest): string {
    return formatFunctionArn({ realm: this.#scope.realm, functionName: FunctionName, qualifier: Name });
  }
}
