// Compares a history with the expected events. Events are paired by their EventId; those that are not expected are not
// looked at.

import type { Event } from '@aws-sdk/client-lambda';
import type { Bindings } from './bindings.ts';
import type { ExpectedEvent } from './requirement.ts';
import { mismatches, patternOf } from './value-match.ts';

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
    return type.length > 0
      ? type
      : mismatches(withoutPatternOfName(event, found), found, bindings, `${path} ${found.EventType}`);
  });
}

/**
 * The operations inside of waitForCallback have names on the wire in some SDKs, and none in those for JavaScript. What such
 * a name may be is written as a pattern.
 */
function withoutPatternOfName(
  expected: ExpectedEvent,
  { Name: found }: Event,
): Readonly<Record<string, unknown>> {
  const { Name: name, ...rest } = expected;
  return typeof name === 'string' && patternOf(name) !== undefined && found === undefined ? rest : expected;
}

/** The highest EventId that is expected. */
export const lastEventId = (expected: readonly ExpectedEvent[]): number =>
  Math.max(0, ...expected.map(({ EventId }) => EventId));
