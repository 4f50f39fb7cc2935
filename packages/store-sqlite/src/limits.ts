// Sizes of the embedded store, each with its reason.

const MIB = 1024 * 1024;

export const limits = {
  /** The log is copied into the data file at this length. Four MiB are copied in about 2 ms, which is how long a commit may be held up by it. */
  walPagesMax: 1000,
  /** What one large commit (a code upload) may leave of the log on disk after it was copied. */
  walFileBytesMax: 64 * MIB,
  /** Pages kept in memory: the recent end of the journal, and the inner pages of every index. */
  cacheBytes: 32 * MIB,
  /**
   * What the thread may fill, in MiB, before its garbage is looked for. Its objects live as long as a call; left alone it takes
   * a multiple of this and keeps it.
   */
  youngGenerationMib: 24,
  /** Free pages kept for reuse; those beyond go back to the file system. */
  freePagesKept: 1024,
  /** Free pages given back in one step, between two commits. */
  freePagesStep: 256,
  /** A data file up to this size is checked page by page when it is opened, which takes about a quarter of a second. */
  checkedBytesMax: 256 * MIB,
} as const;
