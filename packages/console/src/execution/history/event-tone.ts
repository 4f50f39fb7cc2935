// Which colour an event has.

import type { HistoryEventType } from '@perdure/protocol';
import type { Tone } from '../../parts/status-words.ts';

const tones: readonly (readonly [suffix: string, tone: Tone])[] = [
  ['Succeeded', 'good'],
  ['Failed', 'bad'],
  ['TimedOut', 'warning'],
  ['Stopped', 'idle'],
  ['Cancelled', 'idle'],
  ['Completed', 'idle'],
];

export const eventTone = (type: HistoryEventType): Tone =>
  tones.find(([suffix]) => type.endsWith(suffix))?.[1] ?? 'open';
