// Pages of lists whose items have keys in a fixed order. A page goes on behind the key where the one before it ended, so
// items that come and go in between move no others.

import type { Millis, Result } from '@perdure/protocol';
import { accepted, limits } from '@perdure/protocol';
import { decodeMarker, encodeMarker } from '../executions/markers.ts';
import type { PageRequest } from './function-api.ts';

export interface Page<Item> {
  items: Item[];
  marker: { NextMarker?: string };
}

/** @param query what is listed, filters included: a marker is good for its own list only */
export function pageOf<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  query: string,
  request: PageRequest,
  now: Millis,
): Result<Page<Item>> {
  let rest = items;
  if (request.Marker !== undefined && request.Marker !== '') {
    const position = decodeMarker(request.Marker, query, now);
    if (!position.ok) return position;
    rest = items.filter((item) => keyOf(item) > position.value);
  }
  const size = Math.min(request.MaxItems || limits.functionPageItemsMax, limits.functionPageItemsMax);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  if (last === undefined || page.length === rest.length) return accepted({ items: page, marker: {} });
  const NextMarker = encodeMarker({ issuedAt: now, query, position: keyOf(last) });
  return accepted({ items: page, marker: { NextMarker } });
}
