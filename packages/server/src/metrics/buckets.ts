// Where the histograms are cut: seconds, bytes and counts, from what is quick or small here to what is slow or large.

const KIB = 1024;
const MIB = 1024 * KIB;

export const buckets = {
  /** Up to a week. */
  executionSeconds: [0.1, 1, 10, 60, 300, 3600, 21_600, 86_400, 604_800],
  operations: [1, 3, 10, 30, 100, 300, 1000, 3000],
  bytes: [KIB, 10 * KIB, 100 * KIB, MIB, 10 * MIB, 100 * MIB],
  /** Up to the longest timeout of a function. */
  invocationSeconds: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300, 900],
  /** A sync of a good disk takes a tenth of a millisecond, of a bad one a hundred. */
  commitSeconds: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
  requestSeconds: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 10, 60],
} as const;
