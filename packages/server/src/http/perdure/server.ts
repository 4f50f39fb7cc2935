// GET /perdure/server: which server this is, and who is asking.

import { type Limits, type Millis, type Realm, toEpochSeconds } from '@perdure/protocol';
import { type Api, jsonAnswer } from '../api.ts';

export interface ServerFacts {
  readonly version: string;
  readonly realm: Realm;
  /** Which kind of store keeps the data, such as `sqlite`. */
  readonly store: string;
  /** Those in force. */
  readonly limits: Limits;
  readonly startedAt: Millis;
}

export const serverApi = ({ version, realm, store, limits, startedAt }: ServerFacts): Api => ({
  name: 'perdure:GetServer',
  method: 'GET',
  path: '/perdure/server',
  handle: async ({ identity }) =>
    jsonAnswer({
      Version: version,
      Realm: { Partition: realm.partition, Region: realm.region, Account: realm.account },
      Store: store,
      Limits: limits,
      Identity: { Arn: identity.arn },
      StartTimestamp: toEpochSeconds(startedAt),
    }),
});
