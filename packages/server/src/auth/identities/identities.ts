// Users and roles: kept in the store, held in memory.
//
// Owns: who there is, and with which keys and policies. Does not own: what a policy means (policy/), sessions
// (session-tokens.ts, console-sessions.ts), who may change identities (access-control.ts).
//
// U1  A change is in the store before it is seen, and seen by the next request.
// U2  Once there is an access key, somebody who can administer keeps one: nobody can lock everybody out.

import { accepted, type Millis, type Realm, type Result, refused } from '@perdure/protocol';
import { type Store, type StoredRecord, StoreFault } from '@perdure/store';
import { evaluate } from '../policy/evaluate.ts';
import { attachedPolicies, withPolicy } from './attached-policies.ts';
import { freshId, freshSecret } from './fresh-credentials.ts';
import type { AccessKeyRecord, PolicyRecords, RoleRecord, UserRecord } from './identity-record.ts';
import { identityKinds } from './identity-record.ts';
import { identityLimits } from './limits.ts';
import type { SecretBox } from './secret-box.ts';

export interface IdentitiesOptions {
  store: Pick<Store, 'records' | 'writeRecords'>;
  realm: Realm;
  now(): Millis;
  box: SecretBox;
}

interface Kept<Record> {
  record: Record;
  revision: number;
}

export type User = UserRecord & { name: string };
export type Role = RoleRecord & { name: string };

/** An access key as it is shown once, to whom it is given. */
export interface NewAccessKey {
  accessKeyId: string;
  secretAccessKey: string;
}

export interface KnownKey {
  user: User;
  key: AccessKeyRecord;
  secret: string;
}

export class Identities {
  readonly #options: IdentitiesOptions;
  readonly #users = new Map<string, Kept<UserRecord>>();
  readonly #roles = new Map<string, Kept<RoleRecord>>();
  /** By access key id. */
  readonly #keys = new Map<string, KnownKey>();
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(options: IdentitiesOptions) {
    this.#options = options;
  }

  /** Reads everybody. Rejects with a StoreFault when secrets do not open, because their key is another one. */
  async open(): Promise<void> {
    const { store } = this.#options;
    for (const stored of await store.records(identityKinds.role)) this.#roles.set(stored.key, kept(stored));
    for (const stored of await store.records(identityKinds.user)) this.#keepUser(stored.key, kept(stored));
  }

  /** Whether anybody has an access key: from then on every request must be signed. */
  get isConfigured(): boolean {
    return this.#keys.size > 0;
  }

  knownKey(accessKeyId: string): KnownKey | undefined {
    return this.#keys.get(accessKeyId);
  }

  user(name: string): User | undefined {
    const found = this.#users.get(name);
    return found && { ...found.record, name };
  }

  role(name: string): Role | undefined {
    const found = this.#roles.get(name);
    return found && { ...found.record, name };
  }

  /** In the order of their names. */
  get users(): readonly User[] {
    return named(this.#users);
  }

  get roles(): readonly Role[] {
    return named(this.#roles);
  }

  noUser(name: string): ReturnType<typeof refused> {
    return unknown('user', name);
  }

  noRole(name: string): ReturnType<typeof refused> {
    return unknown('role', name);
  }

  createUser(name: string): Promise<Result<User>> {
    return this.#change(async () => {
      if (this.#users.has(name)) return exists('user', name);
      if (this.#users.size >= identityLimits.usersMax) return tooMany('users', identityLimits.usersMax);
      const now = this.#options.now();
      const record: UserRecord = { id: freshId('AIDA'), createdAt: now, policies: {}, accessKeys: [] };
      return this.#writeUser(name, record);
    });
  }

  createRole(name: string): Promise<Result<Role>> {
    return this.#change(async () => {
      if (this.#roles.has(name)) return exists('role', name);
      if (this.#roles.size >= identityLimits.rolesMax) return tooMany('roles', identityLimits.rolesMax);
      return this.#writeRole(name, { id: freshId('AROA'), createdAt: this.#options.now(), policies: {} });
    });
  }

  deleteUser(name: string): Promise<Result<void>> {
    return this.#changeUser(name, () => accepted(undefined));
  }

  deleteRole(name: string): Promise<Result<void>> {
    return this.#change(async () => {
      const found = this.#roles.get(name);
      if (found === undefined) return unknown('role', name);
      await this.#write(identityKinds.role, name, found.revision, undefined);
      this.#roles.delete(name);
      return accepted(undefined);
    });
  }

  /** `document` null attaches the managed policy of the name. */
  putUserPolicy(name: string, policyName: string, document: object | null): Promise<Result<void>> {
    return this.#changeUser(name, (record) => {
      const policies = withPolicy(record.policies, policyName, document);
      return policies.ok ? accepted({ ...record, policies: policies.value }) : policies;
    });
  }

  deleteUserPolicy(name: string, policyName: string): Promise<Result<void>> {
    return this.#changeUser(name, (record) => {
      const policies = without(record.policies, policyName);
      return policies.ok ? accepted({ ...record, policies: policies.value }) : policies;
    });
  }

  putRolePolicy(name: string, policyName: string, document: object | null): Promise<Result<void>> {
    return this.#changeRole(name, (policies) => withPolicy(policies, policyName, document));
  }

  deleteRolePolicy(name: string, policyName: string): Promise<Result<void>> {
    return this.#changeRole(name, (policies) => without(policies, policyName));
  }

  /** The secret is answered here and never again. */
  async createAccessKey(userName: string): Promise<Result<NewAccessKey>> {
    const { box, now } = this.#options;
    const accessKeyId = freshId('AKIA');
    const secretAccessKey = freshSecret();
    const key: AccessKeyRecord = {
      accessKeyId,
      sealedSecret: box.seal(secretAccessKey, accessKeyId),
      status: 'Active',
      createdAt: now(),
    };
    const changed = await this.#changeUser(userName, (record) => {
      const { accessKeysMax } = identityLimits;
      if (record.accessKeys.length >= accessKeysMax) {
        return refused(
          'ResourceConflictException',
          `The user ${userName} has ${accessKeysMax} access keys already; delete the one that is not used any more.`,
        );
      }
      return accepted({ ...record, accessKeys: [...record.accessKeys, key] });
    });
    return changed.ok ? accepted({ accessKeyId, secretAccessKey }) : changed;
  }

  setAccessKeyStatus(
    userName: string,
    accessKeyId: string,
    status: AccessKeyRecord['status'],
  ): Promise<Result<void>> {
    return this.#changeKeys(userName, accessKeyId, (keys) =>
      keys.map((key) => (key.accessKeyId === accessKeyId ? { ...key, status } : key)),
    );
  }

  deleteAccessKey(userName: string, accessKeyId: string): Promise<Result<void>> {
    return this.#changeKeys(userName, accessKeyId, (keys) =>
      keys.filter((key) => key.accessKeyId !== accessKeyId),
    );
  }

  #changeKeys(
    userName: string,
    accessKeyId: string,
    change: (keys: readonly AccessKeyRecord[]) => readonly AccessKeyRecord[],
  ): Promise<Result<void>> {
    return this.#changeUser(userName, (record) => {
      const isTheirs = record.accessKeys.some((key) => key.accessKeyId === accessKeyId);
      return isTheirs
        ? accepted({ ...record, accessKeys: change(record.accessKeys) })
        : unknown('access key', accessKeyId);
    });
  }

  /** `decide` answers the record as it is to be; undefined removes the user. */
  #changeUser(
    name: string,
    decide: (record: UserRecord) => Result<UserRecord | undefined>,
  ): Promise<Result<void>> {
    return this.#change(async () => {
      const found = this.#users.get(name);
      if (found === undefined) return unknown('user', name);
      const decided = decide(found.record);
      if (!decided.ok) return decided;
      if (!this.#hasAdministrator(name, decided.value)) return lockOut();
      if (decided.value !== undefined) {
        await this.#writeUser(name, decided.value);
        return accepted(undefined);
      }
      await this.#write(identityKinds.user, name, found.revision, undefined);
      this.#forgetKeys(name);
      this.#users.delete(name);
      return accepted(undefined);
    });
  }

  #changeRole(
    name: string,
    decide: (policies: PolicyRecords) => Result<PolicyRecords>,
  ): Promise<Result<void>> {
    return this.#change(async () => {
      const found = this.#roles.get(name);
      if (found === undefined) return unknown('role', name);
      const policies = decide(found.record.policies);
      if (!policies.ok) return policies;
      await this.#writeRole(name, { ...found.record, policies: policies.value });
      return accepted(undefined);
    });
  }

  /** Whether somebody could undo the change, would the user's record be this. */
  #hasAdministrator(changedName: string, changed: UserRecord | undefined): boolean {
    const records = [...this.#users].map(([name, { record }]) => (name === changedName ? changed : record));
    const withKeys = records.filter((record) => record !== undefined && record.accessKeys.length > 0);
    if (withKeys.length === 0) return !this.isConfigured;
    return withKeys.some(
      (record) =>
        record?.accessKeys.some(({ status }) => status === 'Active') &&
        isAdministrator(record.policies, this.#options.realm),
    );
  }

  async #writeUser(name: string, record: UserRecord): Promise<Result<User>> {
    const revision = this.#users.get(name)?.revision ?? 0;
    await this.#write(identityKinds.user, name, revision, record);
    this.#keepUser(name, { record, revision: revision + 1 });
    return accepted({ ...record, name });
  }

  async #writeRole(name: string, record: RoleRecord): Promise<Result<Role>> {
    const revision = this.#roles.get(name)?.revision ?? 0;
    await this.#write(identityKinds.role, name, revision, record);
    this.#roles.set(name, { record, revision: revision + 1 });
    return accepted({ ...record, name });
  }

  async #write(
    kind: string,
    key: string,
    expectedRevision: number,
    record: object | undefined,
  ): Promise<void> {
    const body = record === undefined ? {} : { body: JSON.stringify(record) };
    const isWritten = await this.#options.store.writeRecords([{ kind, key, expectedRevision, ...body }]);
    if (!isWritten) throw new Error(`The identity ${key} was changed by another server; restart this one.`);
  }

  #keepUser(name: string, user: Kept<UserRecord>): void {
    this.#forgetKeys(name);
    this.#users.set(name, user);
    for (const key of user.record.accessKeys) {
      const secret = this.#options.box.open(key.sealedSecret, key.accessKeyId);
      if (secret === undefined) throw foreignSecret(key.accessKeyId);
      this.#keys.set(key.accessKeyId, { user: { ...user.record, name }, key, secret });
    }
  }

  #forgetKeys(name: string): void {
    for (const { accessKeyId } of this.#users.get(name)?.record.accessKeys ?? []) {
      this.#keys.delete(accessKeyId);
    }
  }

  /** One change at a time. */
  #change<Value>(change: () => Promise<Result<Value>>): Promise<Result<Value>> {
    const changed = this.#lastChange.then(change);
    this.#lastChange = changed.catch(() => {});
    return changed;
  }
}

function named<Record>(kept: ReadonlyMap<string, Kept<Record>>): (Record & { name: string })[] {
  return [...kept]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, { record }]) => ({ ...record, name }));
}

/** Records are read from our own store, written by `#write` only. */
const kept = <Record>({ body, revision }: StoredRecord): Kept<Record> => ({
  record: JSON.parse(body) as Record,
  revision,
});

/** Whether the policies suffice to change any identity, from any place. */
function isAdministrator(policies: PolicyRecords, { partition, account }: Realm): boolean {
  const question = {
    action: 'perdure:PutUserPolicy',
    resource: `arn:${partition}:iam::${account}:user/anybody`,
    principal: { arns: [] },
    context: () => undefined,
  };
  return evaluate(question, { identity: attachedPolicies(policies), resource: [] }) === 'allowed';
}

function without(policies: PolicyRecords, name: string): Result<PolicyRecords> {
  if (!Object.hasOwn(policies, name)) return unknown('policy', name);
  const { [name]: _, ...others } = policies;
  return accepted(others);
}

const unknown = (what: string, name: string): ReturnType<typeof refused> =>
  refused('ResourceNotFoundException', `There is no ${what} ${name}.`);
const exists = (what: string, name: string): ReturnType<typeof refused> =>
  refused('ResourceConflictException', `There is a ${what} ${name} already.`);
const tooMany = (what: string, max: number): ReturnType<typeof refused> =>
  refused('ResourceConflictException', `There are ${max} ${what} already, which is the most there can be.`);
const lockOut = (): ReturnType<typeof refused> =>
  refused(
    'ResourceConflictException',
    'Nobody who may administer this server would have an active access key then. Give another user the policy AdministratorAccess and a key first.',
  );

const foreignSecret = (accessKeyId: string): StoreFault =>
  new StoreFault(
    'corrupt',
    `The secret of the access key ${accessKeyId} does not open.`,
    'Restore the file secrets.key that belongs to this database from a backup.',
  );
