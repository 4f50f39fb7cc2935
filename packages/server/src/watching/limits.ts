// The bounds of watching, with their reasons.

export const feedLimits = {
  /** Status changes that are remembered: half a second of a busy server, an hour of a quiet one, about 1 MiB. */
  ringChangesMax: 4096,
} as const;
