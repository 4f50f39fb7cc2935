// Page markers: opaque to callers, bound to the query that they continue, and good for a day.

import { limits, MILLIS_PER_SECOND, type Millis, type Result, refused } from '@perdure/protocol';

interface Marker {
  issuedAt: Millis;
  /** What the marker continues: the execution or function, the order and the filters. */
  query: string;
  position: string;
}

export const encodeMarker = (marker: Marker): string =>
  Buffer.from(JSON.stringify([marker.issuedAt, marker.query, marker.position])).toString('base64');

const invalidMarker = () => refused('InvalidParameterValueException', 'Invalid Marker');

/** The position that a marker names, if it was made for this very query. */
export function decodeMarker(text: string, query: string, now: Millis): Result<string> {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
  } catch {
    return invalidMarker();
  }
  if (!Array.isArray(parts)) return invalidMarker();
  const [issuedAt, markedQuery, position]: unknown[] = parts;
  if (typeof issuedAt !== 'number' || markedQuery !== query || typeof position !== 'string')
    return invalidMarker();
  if (now - issuedAt > limits.markerSecondsMax * MILLIS_PER_SECOND) return invalidMarker();
  return { ok: true, value: position };
}
