// The order of names. Not by Intl, whose first use in a page costs tens of milliseconds: the names of functions are ASCII.

/** Without regard to capitals, unless nothing else tells them apart. Negative: left comes first. */
export function compareNames(left: string, right: string): number {
  const [lower, lowerRight] = [left.toLowerCase(), right.toLowerCase()];
  if (lower !== lowerRight) return lower < lowerRight ? -1 : 1;
  return left === right ? 0 : left < right ? -1 : 1;
}
