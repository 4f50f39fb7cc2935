// What deploying a stack asks a server beside what commands about functions ask: all of Lambda's control plane that a template
// can speak of, the stack's document, and the code that is to be replaced.

import { buffer } from 'node:stream/consumers';
import type { Realm, StackDescription, StackDocument, StackPage } from '@perdure/protocol';
import type { ApiTransport, Call } from '../connection/api-transport.ts';
import { ApiError } from '../failure.ts';
import type { AliasConfiguration, FunctionConfiguration } from '../lambda-api.ts';
import type { RolePolicies } from '../template/resources/role-policies.ts';
import type { PermissionModel } from '../template/stack-model.ts';
import type { ValueMap } from '../template/value.ts';

const FUNCTIONS = '/2015-03-31/functions';
const CONCURRENCY = '/2017-10-31/functions';
const READ_CONCURRENCY = '/2019-09-30/functions';
const INVOKES = '/2019-09-25/functions';
const TAGS = '/2017-03-31/tags';
const STACKS = '/perdure/stacks';
const ROLES = '/perdure/auth/roles';
const HTTP_NOT_FOUND = 404;

export interface EventInvokeConfig {
  FunctionArn: string;
  MaximumRetryAttempts?: number;
  MaximumEventAgeInSeconds?: number;
}

export interface RoleState {
  RoleName: string;
  /** By name; null is the managed policy of the name. */
  PolicyDocuments: RolePolicies;
}

export class ControlPlane {
  readonly #transport: ApiTransport;

  constructor(transport: ApiTransport) {
    this.#transport = transport;
  }

  get endpoint(): string {
    return this.#transport.endpoint;
  }

  async realm(): Promise<Realm> {
    const answer = await this.#transport.json<{
      Realm: { Partition: string; Region: string; Account: string };
    }>({
      method: 'GET',
      path: '/perdure/server',
    });
    const { Partition: partition, Region: region, Account: account } = answer.Realm;
    return { partition, region, account };
  }

  findStack(stackName: string): Promise<StackDescription | undefined> {
    return this.#find({ method: 'GET', path: `${STACKS}/${label(stackName)}` });
  }

  async *stacks(): AsyncGenerator<StackPage['Stacks'][number]> {
    let marker: string | undefined;
    do {
      const page = await this.#transport.json<StackPage>({
        method: 'GET',
        path: STACKS,
        query: { Marker: marker },
      });
      yield* page.Stacks;
      marker = page.NextMarker;
    } while (marker !== undefined);
  }

  putStack(stackName: string, document: StackDocument): Promise<StackDescription> {
    return this.#transport.json({ method: 'PUT', path: `${STACKS}/${label(stackName)}`, body: document });
  }

  deleteStack(stackName: string): Promise<void> {
    return this.#gone({ method: 'DELETE', path: `${STACKS}/${label(stackName)}` });
  }

  findFunction(functionName: string, qualifier?: string): Promise<FunctionConfiguration | undefined> {
    const path = `${FUNCTIONS}/${label(functionName)}/configuration`;
    return this.#find({ method: 'GET', path, query: { Qualifier: qualifier } });
  }

  /** Members as CreateFunction takes them. */
  async createFunction(members: object): Promise<void> {
    await this.#transport.send({ method: 'POST', path: FUNCTIONS, body: members });
  }

  async updateConfiguration(functionName: string, members: object): Promise<void> {
    const path = `${FUNCTIONS}/${label(functionName)}/configuration`;
    await this.#transport.send({ method: 'PUT', path, body: members });
  }

  async updateCode(functionName: string, zip: Uint8Array): Promise<void> {
    const path = `${FUNCTIONS}/${label(functionName)}/code`;
    const ZipFile = Buffer.from(zip).toString('base64');
    await this.#transport.send({ method: 'PUT', path, body: { ZipFile } });
  }

  /** The archive of `$LATEST`. */
  async code(functionName: string): Promise<Uint8Array> {
    const path = `/perdure/functions/${label(functionName)}/code`;
    return buffer(await this.#transport.open({ method: 'GET', path }));
  }

  /** Also when it is gone already. */
  deleteFunction(functionName: string): Promise<void> {
    return this.#gone({ method: 'DELETE', path: `${FUNCTIONS}/${label(functionName)}` });
  }

  /** The newest version, when nothing has changed since it was published. */
  publishVersion(functionName: string): Promise<FunctionConfiguration> {
    const path = `${FUNCTIONS}/${label(functionName)}/versions`;
    return this.#transport.json({ method: 'POST', path, body: {} });
  }

  findAlias(functionName: string, alias: string): Promise<AliasConfiguration | undefined> {
    return this.#find({ method: 'GET', path: aliasPath(functionName, alias) });
  }

  async createAlias(functionName: string, members: object): Promise<void> {
    const path = `${FUNCTIONS}/${label(functionName)}/aliases`;
    await this.#transport.send({ method: 'POST', path, body: members });
  }

  async updateAlias(functionName: string, alias: string, members: object): Promise<void> {
    await this.#transport.send({ method: 'PUT', path: aliasPath(functionName, alias), body: members });
  }

  deleteAlias(functionName: string, alias: string): Promise<void> {
    return this.#gone({ method: 'DELETE', path: aliasPath(functionName, alias) });
  }

  async tags(functionArn: string): Promise<Record<string, string>> {
    const path = `${TAGS}/${label(functionArn)}`;
    const answer = await this.#transport.json<{ Tags: Record<string, string> }>({ method: 'GET', path });
    return answer.Tags;
  }

  /** Makes them all that there are. */
  async replaceTags(
    functionArn: string,
    present: Readonly<Record<string, string>>,
    wanted: Readonly<Record<string, string>>,
  ): Promise<void> {
    const path = `${TAGS}/${label(functionArn)}`;
    const gone = Object.keys(present).filter((key) => !Object.hasOwn(wanted, key));
    if (gone.length > 0) await this.#transport.send({ method: 'DELETE', path, query: { tagKeys: gone } });
    if (Object.keys(wanted).length > 0)
      await this.#transport.send({ method: 'POST', path, body: { Tags: wanted } });
  }

  async reservedConcurrency(functionName: string): Promise<number | undefined> {
    const path = `${READ_CONCURRENCY}/${label(functionName)}/concurrency`;
    const answer = await this.#transport.json<{ ReservedConcurrentExecutions?: number }>({
      method: 'GET',
      path,
    });
    return answer.ReservedConcurrentExecutions;
  }

  async reserveConcurrency(functionName: string, executions: number | undefined): Promise<void> {
    const path = `${CONCURRENCY}/${label(functionName)}/concurrency`;
    if (executions === undefined) return this.#gone({ method: 'DELETE', path });
    await this.#transport.send({ method: 'PUT', path, body: { ReservedConcurrentExecutions: executions } });
  }

  findEventInvoke(functionName: string, qualifier: string): Promise<EventInvokeConfig | undefined> {
    const path = `${INVOKES}/${label(functionName)}/event-invoke-config`;
    return this.#find({ method: 'GET', path, query: { Qualifier: qualifier } });
  }

  /** Undefined removes it. */
  async putEventInvoke(functionName: string, qualifier: string, members: object | undefined): Promise<void> {
    const path = `${INVOKES}/${label(functionName)}/event-invoke-config`;
    const query = { Qualifier: qualifier };
    if (members === undefined) return this.#gone({ method: 'DELETE', path, query });
    await this.#transport.send({ method: 'PUT', path, query, body: members });
  }

  async addPermission({ functionName, qualifier, members }: PermissionModel): Promise<void> {
    const path = `${FUNCTIONS}/${label(functionName)}/policy`;
    await this.#transport.send({ method: 'POST', path, query: { Qualifier: qualifier }, body: members });
  }

  /** Also when it is gone already. */
  removePermission({ functionName, qualifier, members }: PermissionModel): Promise<void> {
    const path = `${FUNCTIONS}/${label(functionName)}/policy/${label(members.StatementId)}`;
    return this.#gone({ method: 'DELETE', path, query: { Qualifier: qualifier } });
  }

  findRole(roleName: string): Promise<RoleState | undefined> {
    return this.#find({ method: 'GET', path: `${ROLES}/${label(roleName)}` });
  }

  async createRole(roleName: string): Promise<void> {
    await this.#transport.send({ method: 'PUT', path: `${ROLES}/${label(roleName)}` });
  }

  /** Also when it is gone already. */
  deleteRole(roleName: string): Promise<void> {
    return this.#gone({ method: 'DELETE', path: `${ROLES}/${label(roleName)}` });
  }

  /** Null attaches the managed policy of the name. */
  async putRolePolicy(roleName: string, policyName: string, document: ValueMap | null): Promise<void> {
    const path = `${ROLES}/${label(roleName)}/policies/${label(policyName)}`;
    const body = document === null ? {} : { PolicyDocument: document };
    await this.#transport.send({ method: 'PUT', path, body });
  }

  deleteRolePolicy(roleName: string, policyName: string): Promise<void> {
    return this.#gone({
      method: 'DELETE',
      path: `${ROLES}/${label(roleName)}/policies/${label(policyName)}`,
    });
  }

  async #find<Value>(call: Call): Promise<Value | undefined> {
    try {
      return await this.#transport.json<Value>(call);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async #gone(call: Call): Promise<void> {
    try {
      await this.#transport.send(call);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}

const isNotFound = (error: unknown): boolean => error instanceof ApiError && error.status === HTTP_NOT_FOUND;
const label = (text: string): string => encodeURIComponent(text);
const aliasPath = (functionName: string, alias: string): string =>
  `${FUNCTIONS}/${label(functionName)}/aliases/${label(alias)}`;
