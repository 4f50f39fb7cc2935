// Moments and durations as the pages show them.

import { usePreferences } from '../app/preferences.tsx';
import { ago, passedDuration, shortDuration } from '../format/duration.ts';
import { fullMoment, listedMoment, offsetAt } from '../format/moment.ts';
import { useNow } from './now.ts';

interface MomentProps {
  millis: number | undefined;
  /** In a table whose heading names the zone: it is left out unless this moment has another, as in the other half of the year. */
  isBrief?: boolean;
  /** Beside another moment: the day is left out if it is the same. */
  after?: number;
}

/** `2026-11-25, 21:53:07.123 (UTC+01:00)`, in the zone that the user chose. A dash when there is none. */
export function Moment({ millis, isBrief = false, after }: MomentProps) {
  const { timeZone: zone } = usePreferences();
  if (millis === undefined) return <>-</>;
  return (
    <time className={isBrief ? 'figures' : undefined} dateTime={new Date(millis).toISOString()}>
      {isBrief ? listedMoment(millis, zone, after) : fullMoment(millis, zone)}
    </time>
  );
}

/** The heading of a column of brief moments: `Start (UTC+01:00)`. */
export function MomentHeading({ children }: { children: string }) {
  const { timeZone: zone } = usePreferences();
  return (
    <>
      {children} <span className="secondary light">({offsetAt(Date.now(), zone)})</span>
    </>
  );
}

/** From the start to the end, or to now while there is no end. */
export function Duration({ from, to }: { from: number; to: number | undefined }) {
  return (
    <span className="figures">{to === undefined ? <Running from={from} /> : shortDuration(to - from)}</span>
  );
}

function Running({ from }: { from: number }) {
  return <>{passedDuration(useNow() - from)}</>;
}

const MILLIS_PER_SECOND = 1000;

/** `5 seconds ago`. */
export function Ago({ millis }: { millis: number }) {
  const now = useNow();
  return <>{ago(Math.max(0, now - millis))}</>;
}

/** `in 4 min 3 s`, or that it is due. */
export function Until({ millis }: { millis: number }) {
  const left = millis - useNow();
  const wholeSeconds = Math.ceil(left / MILLIS_PER_SECOND) * MILLIS_PER_SECOND;
  return <span className="figures">{left <= 0 ? 'due now' : `in ${shortDuration(wholeSeconds)}`}</span>;
}
