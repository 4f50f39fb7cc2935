// Every number of the function control plane, with its unit last and its reason beside it.

const KIB = 1024;
const GIB = KIB * KIB * KIB;

export const functionLimits = {
  /** Names and values of a function's variables together, as on Lambda. */
  environmentBytesMax: 4 * KIB,
  tagsMax: 50,
  /** What GetAccountSettings reports; Lambda's figures. Disk is what bounds code here. */
  totalCodeBytes: 75 * GIB,
  concurrentExecutionsDefault: 1000,
  /** Lambda Managed Instances. */
  environmentConcurrencyMax: 1600,
  ephemeralStorageMegabytesDefault: 512,
  /** Weighted aliases have one version beside their own. */
  additionalVersionsMax: 1,
  /** Version keys have their numbers padded to this, so that their order is that of the numbers. */
  versionDigits: 10,
  /** Code that no version has any more is kept this long, for environments that are just being made for it. */
  codeKeptMillis: 60_000,
  /** A write that lost against another server's is decided anew this often. */
  attemptsMax: 8,
} as const;
