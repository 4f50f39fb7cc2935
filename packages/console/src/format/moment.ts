// Points in time, in the time zone that the user has chosen.
//
// The browser's own zone is read from its clock: the first use of Intl in a page costs tens of milliseconds.

/** `local`, which is the zone of this browser, or the name of a zone such as `UTC` or `Europe/Vienna`. */
export type TimeZone = string;

export const LOCAL_ZONE = 'local';

/** The name of this browser's zone. */
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

const partsOf = (millis: number, timeZone: TimeZone): Parts =>
  timeZone === LOCAL_ZONE ? partsByClock(new Date(millis)) : partsElsewhere(millis, timeZone);

const padded = (figure: number, length = 2): string => String(figure).padStart(length, '0');
const MINUTES_PER_HOUR = 60;

function partsByClock(at: Date): Parts {
  const eastMinutes = -at.getTimezoneOffset();
  const offset = Math.abs(eastMinutes);
  const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map((figure) => padded(figure)).join(':');
  return {
    date: `${padded(at.getFullYear(), 4)}-${padded(at.getMonth() + 1)}-${padded(at.getDate())}`,
    time: `${clock}.${padded(at.getMilliseconds(), 3)}`,
    zone: `UTC${eastMinutes < 0 ? '-' : '+'}${padded(Math.floor(offset / MINUTES_PER_HOUR))}:${padded(offset % MINUTES_PER_HOUR)}`,
  };
}

function partsElsewhere(millis: number, timeZone: TimeZone): Parts {
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

/**
 * For a table whose heading names the offset that holds now: brief, unless this moment has another one, as in the other half
 * of the year.
 */
export const listedMoment = (millis: number, timeZone: TimeZone, before?: number): string =>
  offsetAt(millis, timeZone) === offsetAt(Date.now(), timeZone)
    ? briefMoment(millis, timeZone, before)
    : fullMoment(millis, timeZone);

/** `11-25 21:53`, for axes. */
export function byMinute(millis: number, timeZone: TimeZone): string {
  const { date, time } = partsOf(millis, timeZone);
  return `${date.slice('2026-'.length)} ${time.slice(0, '21:53'.length)}`;
}

/** `UTC+01:00`: what holds in the zone at that moment. */
export const offsetAt = (millis: number, timeZone: TimeZone): string => partsOf(millis, timeZone).zone;

/** `60` for UTC+01:00: how many minutes the zone's clocks are ahead of UTC at that moment. */
export function offsetMinutesAt(millis: number, timeZone: TimeZone): number {
  const [, sign, hours = '0', minutes = '0'] = /^UTC([+-])(\d+):(\d+)/.exec(offsetAt(millis, timeZone)) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * MINUTES_PER_HOUR + Number(minutes));
}

const MILLIS_PER_MINUTE = 60_000;
const MILLIS_PER_DAY = 86_400_000;

/** When the day of that moment began in the zone: its midnight, or what followed it where clocks skip it. */
export function startOfDay(millis: number, timeZone: TimeZone): number {
  const { date } = partsOf(millis, timeZone);
  const midnight = Date.parse(`${date}T00:00:00Z`);
  // Clocks may have been changed since: either offset may be the one that held then, and the earlier beginning counts.
  const beginnings = [millis, millis - MILLIS_PER_DAY]
    .map((at) => midnight - offsetMinutesAt(at, timeZone) * MILLIS_PER_MINUTE)
    .filter((at) => partsOf(at, timeZone).date === date);
  return Math.min(...beginnings);
}

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
