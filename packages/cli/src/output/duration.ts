// Lengths of time, as people read them: two units at most, and no more digits than matter.

const MS_PER_SECOND = 1000;
const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3600;
const SECONDS_PER_DAY = 86_400;

/** `340 ms`, `2.31 s`, `1 min 5 s`, `3 h 4 min`, `2 d 3 h`. Negative lengths, from clocks that differ, are 0 ms. */
export function formatDuration(seconds: number): string {
  const length = Math.max(0, seconds);
  if (Math.round(length * MS_PER_SECOND) < MS_PER_SECOND) return `${Math.round(length * MS_PER_SECOND)} ms`;
  if (length < SECONDS_PER_MINUTE) return `${length.toFixed(2).replace(/\.00$/, '')} s`;
  if (length < SECONDS_PER_HOUR) return twoUnits(length, SECONDS_PER_MINUTE, 'min', 1, 's');
  if (length < SECONDS_PER_DAY) return twoUnits(length, SECONDS_PER_HOUR, 'h', SECONDS_PER_MINUTE, 'min');
  return twoUnits(length, SECONDS_PER_DAY, 'd', SECONDS_PER_HOUR, 'h');
}

function twoUnits(
  seconds: number,
  large: number,
  largeName: string,
  small: number,
  smallName: string,
): string {
  const rest = Math.floor((seconds % large) / small);
  const whole = `${Math.floor(seconds / large)} ${largeName}`;
  return rest === 0 ? whole : `${whole} ${rest} ${smallName}`;
}
