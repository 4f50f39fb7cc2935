// Assertions guard our own invariants, in production too. They never see data from network, disk or user: that is
// validated and answered.

export class BrokenInvariant extends Error {
  override readonly name = 'BrokenInvariant';
}

export function assert(condition: boolean, invariant: string): asserts condition {
  if (!condition) throw new BrokenInvariant(invariant);
}

/** The last arm of every exhaustive switch: a new variant does not compile until it is handled. */
export function unreachable(value: never): never {
  throw new BrokenInvariant(`unreachable: ${JSON.stringify(value)}`);
}
