// Limits of policies, with their units last. What AWS allows where it says so.

const KIB = 1024;

export const policyLimits = {
  /** A policy of a user or role as JSON text; twice what AWS takes. */
  documentCharsMax: 20 * KIB,
  /** All statements on a function, or on one version or alias of it. */
  resourcePolicyBytesMax: 20 * KIB,
  statementsMax: 200,
  /** Values of one element, such as the actions of a statement. */
  valuesMax: 500,
  /** One action, resource, or value of a condition. */
  valueCharsMax: 2048,
  policiesMax: 20,
} as const;
