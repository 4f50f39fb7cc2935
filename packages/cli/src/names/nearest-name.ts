// The name that was probably meant.

import { distance } from 'fastest-levenshtein';

/** A name further away than this share of its length is another name, not a slip. */
const SLIP_SHARE_MAX = 0.4;

/** Undefined when nothing is near. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  let nearest: { name: string; away: number } | undefined;
  for (const candidate of new Set(known)) {
    const isPart = candidate.includes(name) || name.includes(candidate);
    const away = isPart ? 0 : distance(name.toLowerCase(), candidate.toLowerCase());
    if (away > Math.max(1, candidate.length * SLIP_SHARE_MAX)) continue;
    if (nearest === undefined || away < nearest.away) nearest = { name: candidate, away };
  }
  return nearest?.name;
}

/** ` Did you mean order?`, or nothing. */
export function meantText(name: string, known: Iterable<string>): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? '' : ` Did you mean ${nearest}?`;
}
