// Which part of the timeline is seen, from 0 to 1.

export interface Viewport {
  from: number;
  to: number;
}

export const whole: Viewport = { from: 0, to: 1 };

/** Closer than this, one millisecond of a long run would fill the screen. */
const spanMin = 1e-7;

/** Seen from closer, when the factor is above 1, with the point at `center` (a share of the width) staying where it is. */
export function zoomed({ from, to }: Viewport, factor: number, center = 0.5): Viewport {
  const span = Math.min(1, Math.max(spanMin, (to - from) / factor));
  const fixed = from + (to - from) * center;
  return within(fixed - span * center, span);
}

/** Moved by a share of what is seen; negative: earlier. */
export const moved = ({ from, to }: Viewport, share: number): Viewport =>
  within(from + (to - from) * share, to - from);

/** Moved so that the unit is in its middle. */
export const centered = ({ from, to }: Viewport, unit: number): Viewport =>
  within(unit - (to - from) / 2, to - from);

function within(from: number, span: number): Viewport {
  const clamped = Math.min(Math.max(0, from), 1 - span);
  return { from: clamped, to: clamped + span };
}
