// Points in time, in the time zone that the user has chosen.

export type TimeZone = string;

/** The zone of this browser. */
export const localTimeZone = (): TimeZone => Intl.DateTimeFormat().resolvedOptions().timeZone;

const formats = new Map<TimeZone, Intl.DateTimeFormat>();

function formatOf(timeZone: TimeZone): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  });
  formats.set(timeZone, format);
  return format;
}

interface Parts {
  date: string;
  /** `21:53:07.123` */
  time: string;
  /** `UTC+01:00` */
  zone: string;
}

function partsOf(millis: number, timeZone: TimeZone): Parts {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(millis)
      .map(({ type, value }) => [type, value]),
  );
  const offset = (parts.timeZoneName ?? 'GMT').replace('GMT', '');
  return {
    date: `${parts.year}-${parts.month}-${parts.day}`,
    time: `${parts.hour}:${parts.minute}:${parts.second}.${parts.fractionalSecond}`,
    zone: `UTC${offset === '' ? '+00:00' : offset}`,
  };
}

/** `2026-11-25, 21:53:07.123 (UTC+01:00)`. */
export function fullMoment(millis: number, timeZone: TimeZone): string {
  const { date, time, zone } = partsOf(millis, timeZone);
  return `${date}, ${time} (${zone})`;
}

/** `2026-11-25, 21:53:07.123`, or the time alone when it is on the same day as the moment before it. */
export function briefMoment(millis: number, timeZone: TimeZone, before?: number): string {
  const { date, time } = partsOf(millis, timeZone);
  const isSameDay = before !== undefined && partsOf(before, timeZone).date === date;
  return isSameDay ? time : `${date}, ${time}`;
}

/** `11-25 21:53`, for axes. */
export function byMinute(millis: number, timeZone: TimeZone): string {
  const { date, time } = partsOf(millis, timeZone);
  return `${date.slice('2026-'.length)} ${time.slice(0, '21:53'.length)}`;
}

/** `UTC+01:00`: what holds in the zone at that moment. */
export const offsetAt = (millis: number, timeZone: TimeZone): string => partsOf(millis, timeZone).zone;

/** `21:53:07.123`, for tables whose heading says the day. */
export const timeOfDay = (millis: number, timeZone: TimeZone): string => partsOf(millis, timeZone).time;

export const isTimeZone = (text: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
};
