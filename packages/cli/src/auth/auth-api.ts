// The APIs of access control, a function each.

import type { EpochSeconds } from '@perdure/protocol';
import type { ApiTransport, Query } from '../connection/api-transport.ts';

const AUTH = '/perdure/auth';
const AUDIT = '/perdure/audit';

export interface SessionInfo {
  LoginRequired: boolean;
  Identity?: { Arn: string };
}

export interface UserInfo {
  UserName: string;
  Arn: string;
  CreationTimestamp: EpochSeconds;
  Policies: string[];
  AccessKeys: { AccessKeyId: string; Status: string; CreationTimestamp: EpochSeconds }[];
}

export interface RoleInfo {
  RoleName: string;
  Arn: string;
  CreationTimestamp: EpochSeconds;
  Policies: string[];
}

export interface NewKey {
  UserName?: string;
  AccessKeyId: string;
  SecretAccessKey: string;
  SessionToken?: string;
  ExpirationTimestamp?: EpochSeconds;
}

export interface AuditEvent {
  Sequence: number;
  Timestamp: EpochSeconds;
  Action: string;
  Resource: string;
  Outcome: string;
  Identity?: { Arn: string };
  SourceIp?: string;
}

export interface AuditVerification {
  Intact: boolean;
  Entries: number;
  FirstSequence?: number;
  BrokenAt?: { File: string; Line: number };
}

/** A user or a role: `user/alice`, `role/clerk`. */
export interface Holder {
  kind: 'user' | 'role';
  name: string;
}

const encode = encodeURIComponent;
const holderPath = ({ kind, name }: Holder): string => `${AUTH}/${kind}s/${encode(name)}`;
const keyPath = (user: string, key = ''): string =>
  `${AUTH}/users/${encode(user)}/access-keys${key && `/${encode(key)}`}`;

export class AuthApi {
  readonly #transport: ApiTransport;

  constructor(transport: ApiTransport) {
    this.#transport = transport;
  }

  session(): Promise<SessionInfo> {
    return this.#transport.json({ method: 'GET', path: `${AUTH}/session` });
  }

  loginLink(): Promise<{ Url: string; ExpirationTimestamp: EpochSeconds }> {
    return this.#transport.json({ method: 'POST', path: `${AUTH}/login-links` });
  }

  users(): AsyncGenerator<UserInfo> {
    return this.#pages<UserInfo>(`${AUTH}/users`, 'Users', {});
  }

  roles(): AsyncGenerator<RoleInfo> {
    return this.#pages<RoleInfo>(`${AUTH}/roles`, 'Roles', {});
  }

  audit(query: Query): AsyncGenerator<AuditEvent> {
    return this.#pages<AuditEvent>(AUDIT, 'AuditEvents', query);
  }

  verifyAudit(): Promise<AuditVerification> {
    return this.#transport.json({ method: 'GET', path: `${AUDIT}/verification` });
  }

  async create(holder: Holder): Promise<void> {
    await this.#transport.send({ method: 'PUT', path: holderPath(holder) });
  }

  async remove(holder: Holder): Promise<void> {
    await this.#transport.send({ method: 'DELETE', path: holderPath(holder) });
  }

  describe(holder: Holder): Promise<{ PolicyDocuments: Record<string, object | null> }> {
    return this.#transport.json({ method: 'GET', path: holderPath(holder) });
  }

  /** Without a document, the managed policy of the name. */
  async attach(holder: Holder, policy: string, document: object | undefined): Promise<void> {
    const path = `${holderPath(holder)}/policies/${encode(policy)}`;
    await this.#transport.send({ method: 'PUT', path, body: { PolicyDocument: document } });
  }

  async detach(holder: Holder, policy: string): Promise<void> {
    await this.#transport.send({
      method: 'DELETE',
      path: `${holderPath(holder)}/policies/${encode(policy)}`,
    });
  }

  createKey(user: string): Promise<NewKey> {
    return this.#transport.json({ method: 'POST', path: keyPath(user) });
  }

  async setKeyStatus(user: string, key: string, Status: 'Active' | 'Inactive'): Promise<void> {
    await this.#transport.send({ method: 'PUT', path: keyPath(user, key), body: { Status } });
  }

  async deleteKey(user: string, key: string): Promise<void> {
    await this.#transport.send({ method: 'DELETE', path: keyPath(user, key) });
  }

  assume(
    role: string,
    SessionName: string | undefined,
    DurationSeconds: number | undefined,
  ): Promise<NewKey> {
    const path = `${AUTH}/roles/${encode(role)}/sessions`;
    return this.#transport.json({ method: 'POST', path, body: { SessionName, DurationSeconds } });
  }

  async *#pages<Item>(path: string, member: string, query: Query): AsyncGenerator<Item> {
    let marker: string | undefined;
    do {
      const page = await this.#transport.json<Record<string, Item[]> & { NextMarker?: string }>({
        method: 'GET',
        path,
        query: { ...query, Marker: marker },
      });
      yield* page[member] ?? [];
      marker = page.NextMarker;
    } while (marker !== undefined);
  }
}
