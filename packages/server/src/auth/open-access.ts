// What a server keeps about who may do what, opened before anything else: identities, sessions, logins, and the audit log.

import { join } from 'node:path';
import type { Millis, Realm } from '@perdure/protocol';
import type { Store } from '@perdure/store';
import { AuditLog } from './audit/audit-log.ts';
import { ConsoleSessions } from './identities/console-sessions.ts';
import { Identities } from './identities/identities.ts';
import { readRootKey, SecretBox } from './identities/secret-box.ts';
import { SessionTokens } from './identities/session-tokens.ts';

export interface AccessOptions {
  store: Store;
  /** The data directory: the key of secrets is `secrets.key` in it, the audit log the folder `audit`. */
  directory: string;
  realm: Realm;
  now(): Millis;
}

export interface Access {
  identities: Identities;
  sessions: SessionTokens;
  logins: ConsoleSessions;
  audit: AuditLog;
}

export async function openAccess({ store, directory, realm, now }: AccessOptions): Promise<Access> {
  const rootKey = await readRootKey(join(directory, 'secrets.key'));
  const identities = new Identities({ store, realm, now, box: SecretBox.of(rootKey, 'access keys') });
  const logins = new ConsoleSessions({ store, now });
  const audit = new AuditLog(join(directory, 'audit'));
  await identities.open();
  await logins.open();
  await audit.open();
  return {
    identities,
    sessions: new SessionTokens({ box: SecretBox.of(rootKey, 'session tokens'), now }),
    logins,
    audit,
  };
}

/** Whether an address can be reached from its own machine only. A name other than `localhost` may mean anything. */
export const isLoopbackHost = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);

/** The server would let strangers in, or nobody, and does not start. */
export class UnsafeAddress extends Error {
  override readonly name = 'UnsafeAddress';

  constructor(host: string, directory: string) {
    super(
      `${host} can be reached from other machines, and nobody has credentials yet.\n` +
        `Make an administrator first: npx perdure auth init --data ${directory}\n` +
        'Or listen on 127.0.0.1, where only programs of this machine can call.',
    );
  }
}

/** Where a one-time link leads: the console takes the token from the fragment, which no server sees. */
export const loginUrl = (endpoint: string, token: string): string =>
  `${endpoint}/perdure/console/#login-token=${token}`;
