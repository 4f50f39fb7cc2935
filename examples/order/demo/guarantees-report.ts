// What the crashes did to the world outside, beside what Perdure recorded.

import { boxTable, type FollowedEvent, OperationTree } from '@perdure/cli';
import type { JournalLine } from '../journal.ts';

/** Which act of the outside world belongs to which step of the order. */
const acts = {
  'reserve-inventory': 'reserve',
  charge: 'request',
  complete: 'confirm',
  'release-inventory': 'release',
} as const;

export interface GuaranteesReport {
  text: string;
  /** Every operation has exactly one outcome in the history. */
  kept: boolean;
}

export function guaranteesReport(
  events: readonly FollowedEvent[],
  journal: readonly JournalLine[],
  crashes: number,
): GuaranteesReport {
  const tree = new OperationTree();
  for (const event of events) tree.apply(event);
  const outcomes = countOutcomes(events);
  const rows = tree.roots.map(({ id, name, kind, attempts }) => [
    name,
    kind,
    String(attempts || '-'),
    String(journal.filter(({ act }) => act === actOf(name)).length || '-'),
    String(outcomes.get(id) ?? 0),
  ]);
  const kept = [...outcomes.values()].every((count) => count === 1);
  const table = boxTable(
    [
      { title: 'Operation', align: 'left' },
      { title: 'Kind', align: 'left' },
      { title: 'Attempts recorded', align: 'centre' },
      { title: 'Side effects seen outside', align: 'centre' },
      { title: 'Outcomes recorded', align: 'centre' },
    ],
    rows,
  );
  return { text: [`The server was killed ${crashes} times.`, table, ...promises(kept)].join('\n'), kept };
}

const actOf = (name: string): string | undefined =>
  Object.entries(acts).find(([operation]) => operation === name)?.[1];

/** Final outcomes for each operation. An attempt that is followed by another is none. */
function countOutcomes(events: readonly FollowedEvent[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const event of events) {
    if (event.Id === undefined || event.EventType.startsWith('Execution')) continue;
    const retry = event[`${event.EventType}Details`]?.RetryDetails?.NextAttemptDelaySeconds;
    const isFinal = !event.EventType.endsWith('Started') && retry === undefined;
    counts.set(event.Id, (counts.get(event.Id) ?? 0) + (isFinal ? 1 : 0));
  }
  return counts;
}

const promises = (kept: boolean): string[] => [
  'A step that a crash cut short ran again, because nobody can know how far it had come: its side effect is seen once',
  'more than its attempts. That is "at least once". The warehouse recognised the order by its number and reserved once.',
  kept
    ? 'Every operation has exactly one recorded outcome, and no outcome changed. That is guaranteed, crash or not.'
    : 'BROKEN: an operation has not exactly one recorded outcome.',
];
