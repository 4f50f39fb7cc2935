// The history of an execution as a table, in the columns that `sam local execution history` made familiar; the time
// since the start is added, because that is what one reads a history for.

import type { EpochSeconds, HistoryEvent } from '@perdure/protocol';
import { boxTable, type Column } from './box-table.ts';
import { formatDuration } from './duration.ts';
import { detailsText, errorText, payloadText } from './event-details.ts';
import { calendarDay, clockTime, zoneName } from './moment.ts';
import type { Palette } from './palette.ts';
import { cutTo } from './printable.ts';

const PAYLOAD_CHARS_MAX = 100;
const PAYLOAD_CHARS_MAX_BESIDE_ERRORS = 60;
const ERROR_CHARS_MAX = 60;
/** A cut cell keeps this much on a narrow terminal; beyond that, lines wrap. */
const CUT_CHARS_MIN = 16;
const MISSING = '-';

const fixedColumns: readonly Column[] = [
  { title: 'Event Id', align: 'centre' },
  { title: 'Event Type', align: 'centre' },
  { title: 'SubType', align: 'centre' },
  { title: 'Name', align: 'centre' },
  { title: 'Timestamp', align: 'centre' },
  { title: 'After', align: 'right' },
];
const openColumns: readonly Column[] = [
  { title: 'Details', align: 'left' },
  { title: 'Payload', align: 'left' },
  { title: 'Error', align: 'left' },
];
const TYPE_COLUMN = 1;

export interface HistoryTable {
  text: string;
  /** Some cell does not show everything. */
  cut: boolean;
}

/** `columns` is the width of the terminal; without one, cells are cut at fixed lengths only. */
export function historyTable(
  events: readonly HistoryEvent<EpochSeconds>[],
  colours: Palette,
  columns?: number,
): HistoryTable {
  const [first] = events;
  if (first === undefined) return { text: 'No execution events found.', cut: false };
  const start = first.EventTimestamp;
  const fixed = events.map((event) => fixedCells(event, start));
  const open = events.map((event) => [detailsText(event), payloadText(event), errorText(event)]);
  const hasErrors = open.some(([, , error]) => error !== '');
  const limits = fitLimits(fixed, open, hasErrors, columns);
  const shown = open.map((cells) =>
    cells.slice(0, limits.length).map((cell, index) => cutTo(cell, limits[index] ?? 0) || MISSING),
  );
  const cut = shown.some((cells, row) =>
    cells.some((cell, index) => cell !== MISSING && cell !== open[row]?.[index]),
  );
  const table = boxTable(
    [...fixedColumns, ...openColumns.slice(0, limits.length)],
    fixed.map((cells, row) => [...cells, ...(shown[row] ?? [])]),
    (cell, row, column) =>
      column === TYPE_COLUMN ? typeColour(events[row]?.EventType, colours)(cell) : cell,
  );
  return { text: `${table}\n${calendarDay(start)}, times in ${zoneName(start)}.`, cut };
}

const fixedCells = (event: HistoryEvent<EpochSeconds>, start: number): string[] => [
  String(event.EventId),
  event.EventType,
  event.SubType ?? MISSING,
  event.Name ?? MISSING,
  clockTime(event.EventTimestamp),
  formatDuration(event.EventTimestamp - start),
];

/** How long the cells of Details, Payload and Error may be. The longest of them gives way until the table fits. */
function fitLimits(
  fixed: readonly string[][],
  open: readonly string[][],
  hasErrors: boolean,
  columns: number | undefined,
): number[] {
  const limits = hasErrors
    ? [ERROR_CHARS_MAX, PAYLOAD_CHARS_MAX_BESIDE_ERRORS, ERROR_CHARS_MAX]
    : [ERROR_CHARS_MAX, PAYLOAD_CHARS_MAX];
  if (columns === undefined) return limits;
  const used = limits.map((limit, index) => Math.min(limit, longest(open, index, openColumns[index]?.title)));
  const fixedWidth = fixedColumns.reduce((sum, { title }, index) => sum + longest(fixed, index, title), 0);
  const borders = 3 * (fixedColumns.length + limits.length) + 1;
  let excess = fixedWidth + borders + used.reduce((sum, size) => sum + size, 0) - columns;
  for (; excess > 0; excess -= 1) {
    const widest = used.indexOf(Math.max(...used));
    if ((used[widest] ?? 0) <= CUT_CHARS_MIN) break;
    used[widest] = (used[widest] ?? 0) - 1;
  }
  return used;
}

const longest = (rows: readonly string[][], index: number, title = ''): number =>
  Math.max(title.length, ...rows.map((row) => [...(row[index] ?? '')].length));

function typeColour(type: string | undefined, colours: Palette): (text: string) => string {
  if (type?.endsWith('Succeeded')) return colours.good;
  if (/(Failed|TimedOut|Stopped|Cancelled)$/.test(type ?? '')) return colours.bad;
  return type === 'InvocationCompleted' ? colours.faint : (text) => text;
}
