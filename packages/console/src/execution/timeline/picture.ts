// What all parts of the timeline are drawn by.

import type { Millis } from '@perdure/protocol';
import type { TimeScale } from './time-scale.ts';
import type { Viewport } from './viewport.ts';

export interface Picture {
  scale: TimeScale;
  viewport: Viewport;
  /** Where the picture ends: now, or the end of the execution. */
  until: Millis;
  isClosed: boolean;
}

/** Where a unit of the scale lies in the picture, as a share of its width; outside of 0 to 1 it is not seen. */
export const shareOf = ({ from, to }: Viewport, unit: number): number => (unit - from) / (to - from);
