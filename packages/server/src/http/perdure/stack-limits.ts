// The bounds of a stack document, with their reasons. Where AWS has a quota, it is AWS's.

const KIB = 1024;

export const stackLimits = {
  /** The document as JSON. */
  documentBytesMax: 4 * KIB * KIB,
  /** APIs, routes, rules, tables … of one stack, each. */
  itemsMax: 1000,
  /** Members of small lists and maps: CORS headers, indexes, targets of a rule. */
  namesMax: 300,
  nameCharsMax: 256,
  textCharsMax: KIB,
  /** Mapping templates and inputs, as API Gateway bounds templates. */
  templateCharsMax: 300 * KIB,
  /** A label of a DNS name. */
  addressCharsMax: 63,
  integrationMillisMax: 30_000,
  corsSecondsMax: 86_400,
  retryAttemptsMax: 185,
  eventAgeSecondsMin: 60,
  eventAgeSecondsMax: 86_400,
  statusMin: 100,
  statusMax: 599,
} as const;
