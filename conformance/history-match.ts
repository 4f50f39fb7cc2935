// Compares a history with the expected events. Events are paired by their EventId; those that are not expected are not
// looked at.

import type { Event } from '@aws-sdk/client-lambda';
import type { Bindings } from './bindings.ts';
import type { ExpectedEvent } from './requirement.ts';
import { mismatches } from './value-match.ts';

export function historyMismatches(
  expected: readonly ExpectedEvent[],
  actual: readonly Event[],
  bindings: Bindings,
): string[] {
  const byId = new Map(actual.map((event) => [event.EventId, event]));
  return expected.flatMap((event) => {
    const found = byId.get(event.EventId);
    const path = `event ${event.EventId}`;
    if (found === undefined) return [`${path} is missing: ${String(event.EventType)}`];
    const type = mismatches(event.EventType, found.EventType, bindings, `${path} EventType`);
    // Another event altogether: its members would only repeat that.
    return type.length > 0 ? type : mismatches(event, found, bindings, `${path} ${found.EventType}`);
  });
}

/** The highest EventId that is expected. */
export const lastEventId = (expected: readonly ExpectedEvent[]): number =>
  Math.max(0, ...expected.map(({ EventId }) => EventId));
