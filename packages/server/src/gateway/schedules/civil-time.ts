// Times on the clocks of a zone, and the instants that they are.

import type { Millis } from '@perdure/protocol';
import { DateTime, IANAZone } from 'luxon';

export interface CivilMinute {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

export const isZone = (zone: string): boolean => IANAZone.isValidZone(zone);

export function civilMinute(at: Millis, zone: string): CivilMinute {
  const { year, month, day, hour, minute } = DateTime.fromMillis(at, { zone });
  return { year, month, day, hour, minute };
}

/**
 * The instant of a minute on the clocks of the zone: the first one where the clocks show it twice, and undefined where they
 * skip it.
 */
export function instantOf(civil: CivilMinute, zone: string): Millis | undefined {
  const found = DateTime.fromObject(civil, { zone });
  if (!found.isValid || found.hour !== civil.hour || found.minute !== civil.minute) return undefined;
  const instants = found.getPossibleOffsets().map((each) => each.toMillis());
  return Math.min(found.toMillis(), ...instants);
}

export const daysInMonth = (year: number, month: number): number =>
  DateTime.utc(year, month).daysInMonth ?? 0;

/** 1 for Sunday up to 7 for Saturday, as AWS counts. */
export const dayOfWeek = (year: number, month: number, day: number): number =>
  (DateTime.utc(year, month, day).weekday % DAYS_PER_WEEK) + 1;

const DAYS_PER_WEEK = 7;
