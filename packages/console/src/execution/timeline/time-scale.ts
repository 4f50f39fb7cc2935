// Where on the timeline a moment lies: 0 is its beginning, 1 its end.
//
// An execution that waits a day and works a second would be two dots on a true scale. So there is a second scale, on which
// times when nothing goes on are as short as they can be while they are still seen.

import type { Millis } from '@perdure/protocol';

export interface Span {
  from: Millis;
  to: Millis;
}

export interface TimeScale {
  toUnit(at: Millis): number;
  toTime(unit: number): Millis;
  /** The times that are drawn shorter than they were. */
  shortened: readonly Span[];
}

interface Piece extends Span {
  unitFrom: number;
  unitTo: number;
}

/** Idle times below this share of all work are drawn as they are. */
const idleShareMin = 0.15;
const idleMillisMin = 250;

export const trueScale = (whole: Span): TimeScale => scaleOf([{ ...whole, unitFrom: 0, unitTo: 1 }], []);

export function shortenedScale(whole: Span, busy: readonly Span[]): TimeScale {
  const worked = merged(busy, whole);
  const work = worked.reduce((sum, { from, to }) => sum + to - from, 0);
  const idleMax = Math.max(idleMillisMin, work * idleShareMin);
  const pieces: (Span & { length: number })[] = [];
  const shortened: Span[] = [];
  let at = whole.from;
  const add = (to: Millis, isIdle: boolean): void => {
    if (to <= at) return;
    const isLong = isIdle && to - at > idleMax;
    if (isLong) shortened.push({ from: at, to });
    pieces.push({ from: at, to, length: isLong ? idleMax : to - at });
    at = to;
  };
  for (const { from, to } of worked) {
    add(from, true);
    add(to, false);
  }
  add(whole.to, true);
  const total = pieces.reduce((sum, { length }) => sum + length, 0);
  if (total === 0) return trueScale(whole);
  let unit = 0;
  const placed = pieces.map(({ from, to, length }): Piece => {
    const unitFrom = unit;
    unit += length / total;
    return { from, to, unitFrom, unitTo: unit };
  });
  return scaleOf(placed, shortened);
}

/** In order, without overlaps, and within the whole. */
function merged(spans: readonly Span[], whole: Span): Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((left, right) => left.from - right.from)) {
    const from = Math.max(span.from, whole.from);
    const to = Math.min(span.to, whole.to);
    const last = result.at(-1);
    if (to < from) continue;
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else result.push({ from, to });
  }
  return result;
}

function scaleOf(pieces: readonly Piece[], shortened: readonly Span[]): TimeScale {
  const first = pieces[0] ?? { from: 0, to: 1, unitFrom: 0, unitTo: 1 };
  const last = pieces.at(-1) ?? first;
  return {
    shortened,
    toUnit(at) {
      if (at <= first.from) return 0;
      if (at >= last.to) return 1;
      const { from, to, unitFrom, unitTo } = pieceAt(pieces, (piece) => at <= piece.to) ?? last;
      return unitFrom + ((at - from) / (to - from)) * (unitTo - unitFrom);
    },
    toTime(unit) {
      const { from, to, unitFrom, unitTo } = pieceAt(pieces, (piece) => unit <= piece.unitTo) ?? last;
      return unitTo === unitFrom ? from : from + ((unit - unitFrom) / (unitTo - unitFrom)) * (to - from);
    },
  };
}

/** The first piece that the test holds for; it holds for all behind it. */
function pieceAt(pieces: readonly Piece[], holds: (piece: Piece) => boolean): Piece | undefined {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const piece = pieces[middle];
    if (piece !== undefined && holds(piece)) high = middle;
    else low = middle + 1;
  }
  return pieces[low];
}

/** Whether a run waits so much more than it works that the true scale would hide the work. */
export function isMostlyIdle(whole: Span, busy: readonly Span[]): boolean {
  const work = merged(busy, whole).reduce((sum, { from, to }) => sum + to - from, 0);
  return work < (whole.to - whole.from) * mostlyIdleShare;
}

const mostlyIdleShare = 0.2;

const niceSteps = [1, 2, 5] as const;
const MINUTE = 60_000;
const roundSteps: readonly Millis[] = [
  ...[1, 10, 100, 1000].flatMap((power) => niceSteps.map((step) => step * power)),
  ...[10_000, 15_000, 30_000],
  ...[1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map((minutes) => minutes * MINUTE),
  ...[2, 5, 10, 20, 50, 100, 200].map((days) => days * 1440 * MINUTE),
].toSorted((left, right) => left - right);

/** Moments to write on the axis of a window of the scale, counted from the beginning where they can be round. */
export function ticksOf(
  scale: TimeScale,
  window: { from: number; to: number },
  start: Millis,
  ticksMax: number,
): Millis[] {
  const [from, to] = [scale.toTime(window.from), scale.toTime(window.to)];
  if (scale.shortened.length > 0) {
    const step = (window.to - window.from) / ticksMax;
    return Array.from({ length: ticksMax }, (_, index) =>
      scale.toTime(window.from + step * (index + tickShift)),
    );
  }
  const step = roundSteps.find((step) => (to - from) / step <= ticksMax) ?? to - from;
  const first = Math.ceil((from - start) / step) * step + start;
  const ticks: Millis[] = [];
  for (let at = first; at <= to && step > 0; at += step) ticks.push(at);
  return ticks;
}

/** Evenly spread ticks keep clear of both ends. */
const tickShift = 0.5;
