// Events arrive as pages and one by one, some of them twice. They are numbered without a gap, so it is known what is missing.

import type { ApiEvent } from '../api/executions.ts';

/** The events with those that are new, in order; undefined when some in between are missing. */
export function mergeEvents(
  known: readonly ApiEvent[],
  added: readonly ApiEvent[],
): readonly ApiEvent[] | undefined {
  let last = known.at(-1)?.EventId ?? 0;
  const fresh: ApiEvent[] = [];
  for (const event of added) {
    if (event.EventId <= last) continue;
    if (event.EventId !== last + 1) return undefined;
    fresh.push(event);
    last = event.EventId;
  }
  return fresh.length === 0 ? known : [...known, ...fresh];
}
