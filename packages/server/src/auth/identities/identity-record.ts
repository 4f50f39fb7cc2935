// How users and roles are kept: one record each, as JSON.
//
//   kind `auth-user`  key `<name>`  UserRecord
//   kind `auth-role`  key `<name>`  RoleRecord
//
// The secret of an access key is sealed (secret-box.ts) under the key's id.

import type { Millis } from '@perdure/protocol';

export const identityKinds = { user: 'auth-user', role: 'auth-role' } as const;

export interface AccessKeyRecord {
  accessKeyId: string;
  sealedSecret: string;
  status: 'Active' | 'Inactive';
  createdAt: Millis;
}

/** Documents by the name of the policy; null attaches the managed policy of that name. */
export type PolicyRecords = Readonly<Record<string, object | null>>;

export interface RoleRecord {
  id: string;
  createdAt: Millis;
  policies: PolicyRecords;
}

export interface UserRecord extends RoleRecord {
  accessKeys: readonly AccessKeyRecord[];
}
