// Access control on a store in memory, with a clock that a test sets, for tests of who is let in.

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionReference, Realm } from '@perdure/protocol';
import { MemoryStore } from '@perdure/store';
import { FunctionRegistry } from '../../functions/function-registry.ts';
import type { AuthorizationRequest } from '../../http/authorizer.ts';
import { LoopbackAuthorizer } from '../../http/loopback-authorizer.ts';
import { AccessControl } from '../access-control.ts';
import { AuditLog } from '../audit/audit-log.ts';
import { rootCaller } from '../caller.ts';
import { ConsoleSessions } from '../identities/console-sessions.ts';
import { Identities, type NewAccessKey } from '../identities/identities.ts';
import { SecretBox } from '../identities/secret-box.ts';
import { SessionTokens } from '../identities/session-tokens.ts';
import { Permissions } from '../permissions.ts';

export const realm: Realm = { partition: 'aws', region: 'eu-west-1', account: '000000000000' };
const startedAt = Date.parse('2026-01-31T12:00:00Z');

export class AccessFixture implements AsyncDisposable {
  now = startedAt;
  readonly store = new MemoryStore();
  readonly rootKey = randomBytes(32);
  readonly identities: Identities;
  readonly sessions: SessionTokens;
  readonly logins: ConsoleSessions;
  readonly audit: AuditLog;
  readonly functions: FunctionRegistry;
  readonly permissions: Permissions;
  /** The executions that wait for callbacks, by callback id. */
  readonly callbacks = new Map<string, ExecutionReference>();
  readonly #directory: string;

  private constructor(directory: string) {
    const now = (): number => this.now;
    this.#directory = directory;
    this.identities = this.openIdentities();
    this.sessions = new SessionTokens({ box: SecretBox.of(this.rootKey, 'sessions'), now });
    this.logins = new ConsoleSessions({ store: this.store, now });
    this.audit = new AuditLog(join(directory, 'audit'));
    this.functions = new FunctionRegistry({ store: this.store, realm, now });
    this.permissions = new Permissions({ realm, now, functions: this.functions.policies });
  }

  static async open(): Promise<AccessFixture> {
    const fixture = new AccessFixture(await mkdtemp(join(tmpdir(), 'perdure-access-')));
    await fixture.audit.open();
    return fixture;
  }

  /** Identities on the same store, as another server would read them. */
  openIdentities(rootKey = this.rootKey): Identities {
    const box = SecretBox.of(rootKey, 'keys');
    return new Identities({ store: this.store, realm, now: () => this.now, box });
  }

  control(options: { isOpenToOthers?: boolean; requestsPerSecondMax?: number } = {}): AccessControl {
    const { isOpenToOthers = false, requestsPerSecondMax } = options;
    const { identities, sessions, logins, audit, permissions } = this;
    return new AccessControl({
      realm,
      now: () => this.now,
      identities,
      sessions,
      logins,
      audit,
      permissions,
      callbackOwner: async (callbackId) => this.callbacks.get(callbackId),
      ...(requestsPerSecondMax === undefined ? {} : { requestsPerSecondMax }),
      ...(isOpenToOthers
        ? {}
        : { loopback: new LoopbackAuthorizer({ identity: rootCaller(realm).identity }) }),
    });
  }

  /** A user with a key, and with the policies given: a document, or null for the managed one of the name. */
  async user(name: string, policies: Record<string, object | null>): Promise<NewAccessKey> {
    const created = await this.identities.createUser(name);
    if (!created.ok) throw new Error(created.refusal.message);
    for (const [policy, document] of Object.entries(policies)) {
      const put = await this.identities.putUserPolicy(name, policy, document);
      if (!put.ok) throw new Error(put.refusal.message);
    }
    const key = await this.identities.createAccessKey(name);
    if (!key.ok) throw new Error(key.refusal.message);
    return key.value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.audit.close();
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** A request as the HTTP layer hands it on. */
export const requestOf = (parts: Partial<AuthorizationRequest> = {}): AuthorizationRequest => ({
  requestId: 'r1',
  apiName: 'GetFunction',
  method: 'GET',
  url: '/2015-03-31/functions/order',
  labels: { FunctionName: 'order' },
  headers: { host: 'localhost:7070' },
  body: Buffer.alloc(0),
  remoteAddress: '127.0.0.1',
  isSecure: false,
  isOpen: false,
  service: 'lambda',
  ...parts,
});
