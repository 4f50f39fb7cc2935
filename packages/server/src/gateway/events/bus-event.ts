// An event as EventBridge hands it to targets.

import type { Millis, Realm } from '@perdure/protocol';

export interface BusEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  /** ISO 8601, to the second, in UTC. */
  time: string;
  region: string;
  resources: readonly string[];
  detail: object;
}

export interface EventParts {
  id: string;
  source: string;
  detailType: string;
  detail: object;
  resources?: readonly string[];
  at: Millis;
}

export const busEvent = (parts: EventParts, realm: Realm): BusEvent => ({
  version: '0',
  id: parts.id,
  'detail-type': parts.detailType,
  source: parts.source,
  account: realm.account,
  time: `${new Date(parts.at).toISOString().slice(0, ISO_SECONDS_CHARS)}Z`,
  region: realm.region,
  resources: parts.resources ?? [],
  detail: parts.detail,
});

/** The length of `2026-11-25T09:31:07`. */
const ISO_SECONDS_CHARS = 19;
