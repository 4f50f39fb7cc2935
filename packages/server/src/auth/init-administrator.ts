// The first administrator, made while no server runs: before there is one, no server may listen on an address that others
// can reach.

import { randomUUID } from 'node:crypto';
import { type Millis, type Realm, type Result, refused } from '@perdure/protocol';
import type { Store } from '@perdure/store';
import type { Identities, NewAccessKey } from './identities/identities.ts';
import { identityName } from './identities/limits.ts';
import { openAccess } from './open-access.ts';

export interface FirstAdministrator {
  store: Store;
  directory: string;
  realm: Realm;
  userName: string;
  /** Makes a key even if there are users already: for whoever has lost all keys and still has the data. */
  isRecovery: boolean;
}

/** The user is made if there is none of the name; its key is new in any case. Closes nothing. */
export async function initAdministrator(options: FirstAdministrator): Promise<Result<NewAccessKey>> {
  const { store, directory, realm, userName, isRecovery } = options;
  const now = (): Millis => Date.now();
  const { identities, audit } = await openAccess({ store, directory, realm, now });
  try {
    if (identities.isConfigured && !isRecovery) {
      const message = 'There are access keys already. Make more with `perdure auth key create`.';
      return refused('ResourceConflictException', message);
    }
    const key = await administratorKey(identities, userName);
    const { partition, account } = realm;
    await audit.record({
      at: now(),
      requestId: randomUUID(),
      action: 'perdure:CreateAccessKey',
      resource: `arn:${partition}:iam::${account}:user/${userName}`,
      identity: `arn:${partition}:iam::${account}:root`,
      outcome: key.ok ? 'Succeeded' : key.refusal.code,
    });
    return key;
  } finally {
    await audit.close();
  }
}

async function administratorKey(identities: Identities, userName: string): Promise<Result<NewAccessKey>> {
  if (!identityName.test(userName)) {
    const message = `${userName} is no name for a user: letters, digits and any of +=,.@-_ make one, at most 64 of them.`;
    return refused('ValidationException', message);
  }
  if (identities.user(userName) === undefined) {
    const created = await identities.createUser(userName);
    if (!created.ok) return created;
  }
  const allowed = await identities.putUserPolicy(userName, 'AdministratorAccess', null);
  return allowed.ok ? identities.createAccessKey(userName) : allowed;
}
