// Every number of the logs in one place, with its unit last and its reason beside it.

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

export const logLimits = {
  /** Output waits this long for company, so that one write carries many lines. It is also what a crash may cost. */
  flushMillis: 100,
  /** Of one function, waiting for the disk. What comes beyond is dropped and counted. */
  pendingBytesMax: 4 * MIB,
  /** What is kept of one function; the oldest goes first. */
  functionBytesMax: 50 * MIB,
  /** What is kept of all functions together; the oldest goes first. */
  totalBytesMax: GIB,
  /** Segments of one function. More give a finer cut at the oldest end, and more files. */
  segmentsMax: 5,
  /** The bound on all functions is looked after each time that this share of it has been written. */
  totalCheckShare: 0.02,
  /** One read of a search: long enough to be cheap, short enough not to hold the server up while it is looked through. */
  readBytes: 64 * KIB,
  /** What one request looks through. A page may be short because of it, and says where to go on. */
  scanBytesMax: 32 * MIB,
  /** Functions whose logs one search merges: a marker names the place in each, and travels in a URL. */
  mergedFunctionsMax: 100,
  /** Entries that a stream reads at a time. */
  followedTogetherMax: 500,
} as const;
