// What the HTTP layer may ask about event buses.

import type { Result } from '@perdure/protocol';
import type { ServedRule } from './event-buses.ts';
import type { EntryResult, EventEntry } from './put-events.ts';

export interface EventService {
  /** Resolves when what the events bring about is durable. */
  put(entries: readonly EventEntry[]): Promise<{ FailedEntryCount: number; Entries: EntryResult[] }>;
  /** Whether an event matches a pattern, both as JSON text. */
  test(pattern: string, event: string): Result<{ Result: boolean }>;
  /** The default bus first. */
  busNames(): readonly string[];
  rulesOf(busName: string): readonly ServedRule[];
}
