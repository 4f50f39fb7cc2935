// The bounds of tables, with their reasons. They are DynamoDB's unless a line says otherwise.

const KIB = 1024;
const MILLIS_PER_MINUTE = 60_000;

export const tableLimits = {
  itemBytesMax: 400 * KIB,
  requestBytesMax: 16 * KIB * KIB,
  transactionItemsMax: 100,
  /** How long a repeated ClientRequestToken is answered without being carried out again. */
  tokenMillisMax: 10 * MILLIS_PER_MINUTE,
  /** Requests that share one transaction, and so one sync: ours. */
  groupRequestsMax: 256,
  /** How often expired items are looked for, and how many are removed at a time: ours. DynamoDB takes days. */
  expiryMillis: MILLIS_PER_MINUTE,
  expiredItemsMax: 1000,
  /** Items that expired longer ago are taken for a mistake and kept, as DynamoDB does: five years. */
  expiryAgeSecondsMax: 5 * 365 * 24 * 3600,
} as const;
