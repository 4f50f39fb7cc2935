// The policies on functions themselves: who else may use one. One for the function as it is called without a qualifier, and
// one for each version or alias that has its own.
//
// Statements are added and removed one by one (AddPermission, RemovePermission), or all at once (PutResourcePolicy).

import { accepted, formatFunctionArn, type Result, refused } from '@perdure/protocol';
import { policyLimits } from '../auth/policy/limits.ts';
import { type Policy, readPolicy } from '../auth/policy/policy-document.ts';
import { LATEST } from './alias-rules.ts';
import type { ControlScope } from './control-scope.ts';
import { functionNotFound } from './control-scope.ts';
import type { FunctionRequest } from './function-api.ts';
import type { CatalogueEntry } from './function-catalogue.ts';
import { findAlias, type PolicyRecord } from './function-record.ts';

export interface AddPermissionRequest extends FunctionRequest {
  StatementId: string;
  /** `lambda:InvokeFunction`, another action of Lambda, or `*`. */
  Action: string;
  /** An account, the ARN of a user or role, the name of a service, or `*`. */
  Principal: string;
  SourceArn?: string;
  SourceAccount?: string;
  FunctionUrlAuthType?: string;
  RevisionId?: string;
  /** What this server has no callers for. */
  PrincipalOrgID?: string;
  EventSourceToken?: string;
  InvokedViaFunctionUrl?: boolean;
}

export interface RemovePermissionRequest extends FunctionRequest {
  StatementId: string;
  RevisionId?: string;
}

export interface PutPolicyRequest extends FunctionRequest {
  /** JSON text. */
  Policy: string;
  RevisionId?: string;
}

export interface PolicyDescription {
  Policy: string;
  RevisionId: string;
}

interface PolicyDocument {
  Version: '2012-10-17';
  Id: 'default';
  Statement: StatementDocument[];
}

interface StatementDocument {
  Sid?: string;
  [member: string]: unknown;
}

/** The key of a policy that is not that of a version or alias. */
const UNQUALIFIED = '';
const read = new WeakMap<PolicyRecord, Policy>();

export class FunctionPolicies {
  readonly #scope: ControlScope;

  constructor(scope: ControlScope) {
    this.#scope = scope;
  }

  /** What permissions need to know of a function as it is called; undefined when there is none. */
  async access(
    functionName: string,
    qualifier: string | undefined,
  ): Promise<{ tags: Record<string, string>; policies: readonly Policy[] } | undefined> {
    const { catalogue } = this.#scope;
    const entry = catalogue.peek(functionName) ?? (await catalogue.find(functionName));
    if (entry === undefined) return undefined;
    const policy = policyOf(entry, qualifier ?? UNQUALIFIED);
    return { tags: entry.record.tags, policies: policy === undefined ? [] : [compiled(policy)] };
  }

  async addPermission(request: AddPermissionRequest): Promise<Result<{ Statement: string }>> {
    const given = ['PrincipalOrgID', 'EventSourceToken', 'InvokedViaFunctionUrl'] as const;
    const unusable = given.find((member) => request[member] !== undefined);
    if (unusable !== undefined) {
      const message = `No caller of this server has what ${unusable} compares with; leave it out.`;
      return refused('InvalidParameterValueException', message);
    }
    const statement = statementOf(request, this.#arnOf(request));
    const added = await this.#change(request, (document) => {
      if (document.Statement.some(({ Sid }) => Sid === request.StatementId)) {
        const message = `The statement id (${request.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`;
        return refused('ResourceConflictException', message);
      }
      return accepted({ ...document, Statement: [...document.Statement, statement] });
    });
    return added.ok ? accepted({ Statement: JSON.stringify(statement) }) : added;
  }

  async removePermission(request: RemovePermissionRequest): Promise<Result<void>> {
    const removed = await this.#change(request, (document) => {
      const kept = document.Statement.filter(({ Sid }) => Sid !== request.StatementId);
      if (kept.length === document.Statement.length) {
        const message = `Statement ${request.StatementId} is not found in resource policy.`;
        return refused('ResourceNotFoundException', message);
      }
      return accepted(kept.length === 0 ? undefined : { ...document, Statement: kept });
    });
    return removed.ok ? accepted(undefined) : removed;
  }

  async getPolicy(request: FunctionRequest): Promise<Result<PolicyDescription>> {
    const entry = await this.#scope.catalogue.find(request.FunctionName);
    const policy = entry && policyOf(entry, request.Qualifier ?? UNQUALIFIED);
    if (policy !== undefined) return accepted(described(policy));
    return refused('ResourceNotFoundException', `There is no policy on ${this.#arnOf(request)}.`);
  }

  async putPolicy(request: PutPolicyRequest): Promise<Result<PolicyDescription>> {
    const policy = readPolicy(request.Policy, 'resource');
    if (!policy.ok) return policy;
    const document: PolicyDocument = JSON.parse(request.Policy);
    const put = await this.#change(request, () => accepted(document));
    return put.ok && put.value !== undefined ? accepted(described(put.value)) : (put as Result<never>);
  }

  async deletePolicy(request: FunctionRequest & { RevisionId?: string }): Promise<Result<void>> {
    const found = await this.getPolicy(request);
    if (!found.ok) return found;
    const deleted = await this.#change(request, () => accepted(undefined));
    return deleted.ok ? accepted(undefined) : deleted;
  }

  /** `decide` gets the document as it is, and answers it as it is to be; undefined for none. */
  #change(
    request: FunctionRequest & { RevisionId?: string },
    decide: (document: PolicyDocument) => Result<PolicyDocument | undefined>,
  ): Promise<Result<PolicyRecord | undefined>> {
    const { FunctionName, Qualifier = UNQUALIFIED, RevisionId } = request;
    const { catalogue, realm, freshId } = this.#scope;
    return catalogue.change(FunctionName, (entry) => {
      if (Qualifier.startsWith(LATEST)) return refuseLatest();
      if (entry === undefined || !exists(entry, Qualifier)) {
        return functionNotFound(realm, FunctionName, Qualifier === UNQUALIFIED ? undefined : Qualifier);
      }
      const current = policyOf(entry, Qualifier);
      if (RevisionId !== undefined && RevisionId !== current?.revisionId) {
        const message = `The RevisionId ${RevisionId} is not that of the policy. Get the policy again and repeat the change.`;
        return refused('PreconditionFailedException', message);
      }
      const decided = decide(documentOf(current));
      if (!decided.ok) return decided;
      const { [Qualifier]: _, ...others } = entry.record.policies ?? {};
      if (decided.value === undefined) {
        return accepted({ value: undefined, record: { ...entry.record, policies: others } });
      }
      const record = recordOf(decided.value, freshId());
      if (!record.ok) return record;
      const policies = { ...others, [Qualifier]: record.value };
      return accepted({ value: record.value, record: { ...entry.record, policies } });
    });
  }

  #arnOf({ FunctionName, Qualifier }: FunctionRequest): string {
    const { realm } = this.#scope;
    const qualifier = Qualifier === undefined ? {} : { qualifier: Qualifier };
    return formatFunctionArn({ realm, functionName: FunctionName, ...qualifier });
  }
}

function statementOf(request: AddPermissionRequest, resource: string): StatementDocument {
  const { StatementId, Action, Principal, SourceArn, SourceAccount, FunctionUrlAuthType } = request;
  const conditions = {
    ...(SourceAccount === undefined ? {} : { StringEquals: { 'AWS:SourceAccount': SourceAccount } }),
    ...(FunctionUrlAuthType === undefined
      ? {}
      : { StringEquals: { 'lambda:FunctionUrlAuthType': FunctionUrlAuthType } }),
    ...(SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': SourceArn } }),
  };
  return {
    Sid: StatementId,
    Effect: 'Allow',
    Principal: principalOf(Principal),
    Action,
    Resource: resource,
    ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
  };
}

function principalOf(principal: string): string | object {
  if (principal === '*') return principal;
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  return principal.startsWith('arn:') ? { AWS: principal } : { Service: principal };
}

function recordOf(document: PolicyDocument, revisionId: string): Result<PolicyRecord> {
  const policy = readPolicy(document, 'resource');
  if (!policy.ok) return policy;
  const text = JSON.stringify(document);
  const { resourcePolicyBytesMax } = policyLimits;
  if (Buffer.byteLength(text) <= resourcePolicyBytesMax) return accepted({ document: text, revisionId });
  const message = `The policy of a function has at most ${resourcePolicyBytesMax} bytes.`;
  return refused('PolicyLengthExceededException', message);
}

function compiled(record: PolicyRecord): Policy {
  const known = read.get(record);
  if (known !== undefined) return known;
  const policy = readPolicy(record.document, 'resource');
  // It was understood when it was written. Should it ever not be, then nobody is allowed anything by it.
  const statements = policy.ok ? policy.value : [];
  read.set(record, statements);
  return statements;
}

const emptyDocument: PolicyDocument = { Version: '2012-10-17', Id: 'default', Statement: [] };

const documentOf = (record: PolicyRecord | undefined): PolicyDocument =>
  record === undefined ? emptyDocument : (JSON.parse(record.document) as PolicyDocument);

const described = ({ document, revisionId }: PolicyRecord): PolicyDescription => ({
  Policy: document,
  RevisionId: revisionId,
});

function policyOf({ record }: CatalogueEntry, qualifier: string): PolicyRecord | undefined {
  const { policies = {} } = record;
  return Object.hasOwn(policies, qualifier) ? policies[qualifier] : undefined;
}

const exists = ({ record, versions }: CatalogueEntry, qualifier: string): boolean =>
  qualifier === UNQUALIFIED || versions.has(qualifier) || findAlias(record, qualifier) !== undefined;

const refuseLatest = (): ReturnType<typeof refused> =>
  refused(
    'InvalidParameterValueException',
    'There are no policies for $LATEST; leave the qualifier out, or name a version or an alias.',
  );
