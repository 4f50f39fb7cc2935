// The history of an execution as a table, in the columns that `sam local execution history` made familiar; the time
// since the start is added, because that is what one reads a history for. A narrow terminal gets fewer columns.

import type { EpochSeconds, HistoryEvent } from '@perdure/protocol';
import { boxTable, type Column } from './box-table.ts';
import { formatDuration } from './duration.ts';
import { detailsText, errorText, payloadText } from './event-details.ts';
import { calendarDay, clockTime, zoneName } from './moment.ts';
import type { Palette } from './palette.ts';
import { cutTo, printable } from './printable.ts';

const PAYLOAD_CHARS_MAX = 100;
const PAYLOAD_CHARS_MAX_BESIDE_ERRORS = 60;
const DETAILS_CHARS_MAX = 60;
const ERROR_CHARS_MAX = 60;
/** A cut cell keeps this much; a terminal that is too narrow for it gets the narrow layout. */
const CUT_CHARS_MIN = 16;
const MISSING = '-';

type Event = HistoryEvent<EpochSeconds>;

interface Cell extends Column {
  text(event: Event, start: number): string;
  /** How long a cell may be before it is cut; absent: it never is. */
  charsMax?: number;
}

const eventId: Cell = { title: 'Event Id', align: 'centre', text: ({ EventId: id }) => String(id) };
const eventType: Cell = { title: 'Event Type', align: 'centre', text: ({ EventType: type }) => type };
const subType: Cell = { title: 'SubType', align: 'centre', text: ({ SubType: subtype = '' }) => subtype };
const name: Cell = { title: 'Name', align: 'centre', text: ({ Name: given = '' }) => printable(given) };
const timestamp: Cell = {
  title: 'Timestamp',
  align: 'centre',
  text: ({ EventTimestamp: time }) => clockTime(time),
};
const after: Cell = {
  title: 'After',
  align: 'right',
  text: ({ EventTimestamp: time }, start) => formatDuration(time - start),
};
const details: Cell = { title: 'Details', align: 'left', text: detailsText, charsMax: DETAILS_CHARS_MAX };
const payload: Cell = { title: 'Payload', align: 'left', text: payloadText, charsMax: PAYLOAD_CHARS_MAX };
const error: Cell = { title: 'Error', align: 'left', text: errorText, charsMax: ERROR_CHARS_MAX };
const everything: Cell = {
  title: 'Details',
  align: 'left',
  text: (event) =>
    [errorText(event), detailsText(event), payloadText(event)].filter((text) => text !== '').join('; '),
  charsMax: PAYLOAD_CHARS_MAX,
};

const wide: readonly Cell[] = [eventId, eventType, subType, name, timestamp, after, details, payload];
const wideWithErrors: readonly Cell[] = [
  ...wide.slice(0, -1),
  { ...payload, charsMax: PAYLOAD_CHARS_MAX_BESIDE_ERRORS },
  error,
];
const narrow: readonly Cell[] = [{ ...eventId, title: 'Id' }, eventType, name, after, everything];

export interface HistoryTable {
  text: string;
  /** Some cell does not show everything. */
  cut: boolean;
}

/** `columns` is the width of the terminal; without one, cells are cut at fixed lengths only. */
export function historyTable(events: readonly Event[], colours: Palette, columns?: number): HistoryTable {
  const [first] = events;
  if (first === undefined) return { text: 'No execution events found.', cut: false };
  const start = first.EventTimestamp;
  const hasErrors = events.some((event) => errorText(event) !== '');
  const layouts = [hasErrors ? wideWithErrors : wide, narrow];
  const fitting = layouts.find(
    (layout) => tableWidth(layout, events, start, CUT_CHARS_MIN) <= (columns ?? Infinity),
  );
  const layout = fitting ?? narrow;
  const limits = fitLimits(layout, events, start, columns ?? Infinity);
  const full = events.map((event) => layout.map((cell) => cell.text(event, start)));
  const shown = full.map((row) => row.map((text, index) => cutTo(text, limits[index] ?? 0) || MISSING));
  const cut = full.some((row, at) => row.some((text, index) => text !== '' && text !== shown[at]?.[index]));
  const typeColumn = layout.indexOf(eventType);
  const table = boxTable(layout, shown, (cell, row, column) =>
    column === typeColumn ? typeColour(events[row]?.EventType, colours)(cell) : cell,
  );
  return { text: `${table}\n${calendarDay(start)}, times in ${zoneName(start)}.`, cut };
}

/** How many characters each cell may have. The longest that may be cut gives way until the table fits. */
function fitLimits(
  layout: readonly Cell[],
  events: readonly Event[],
  start: number,
  columns: number,
): number[] {
  const limits = layout.map((cell) => cellWidth(cell, events, start, cell.charsMax));
  let excess = tableWidth(layout, events, start) - columns;
  for (; excess > 0; excess -= 1) {
    const widths = limits.map((limit, index) => (layout[index]?.charsMax === undefined ? 0 : limit));
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= CUT_CHARS_MIN) break;
    limits[widest] = (limits[widest] ?? 0) - 1;
  }
  return limits;
}

/** Every cell has a border and two spaces, and there is one border more. */
const tableWidth = (
  layout: readonly Cell[],
  events: readonly Event[],
  start: number,
  cutChars?: number,
): number =>
  layout.reduce(
    (sum, cell) => sum + 3 + cellWidth(cell, events, start, cell.charsMax && (cutChars ?? cell.charsMax)),
    1,
  );

function cellWidth(cell: Cell, events: readonly Event[], start: number, charsMax = Infinity): number {
  const longest = Math.max(...events.map((event) => [...cell.text(event, start)].length));
  return Math.max(cell.title.length, Math.min(longest, charsMax));
}

function typeColour(type: string | undefined, colours: Palette): (text: string) => string {
  if (type?.endsWith('Succeeded')) return colours.good;
  if (/(Failed|TimedOut|Stopped|Cancelled)$/.test(type ?? '')) return colours.bad;
  return type === 'InvocationCompleted' ? colours.faint : (text) => text;
}
