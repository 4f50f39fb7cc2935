// The limits of function code, with units last and reasons beside.

const MIB = 1024 * 1024;

export const codeLimits = {
  /** Lambda's limit of an archive. */
  archiveBytesMax: 50 * MIB,
  /** Lambda's limit of unpacked code. */
  unpackedBytesMax: 250 * MIB,
  /** What the format without its 64-bit extension can count. */
  entriesMax: 65_535,
  entryPathBytesMax: 1024,
  /** Files written at a time when code is unpacked. */
  filesAtOnce: 16,
} as const;
