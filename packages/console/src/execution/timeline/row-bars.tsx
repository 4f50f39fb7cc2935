// The bars of one operation.

import { shortDuration } from '../../format/duration.ts';
import type { OperationView } from '../view/execution-view.ts';
import { type Bar, barsOf } from './bars.ts';
import { type Picture, shareOf } from './picture.ts';

const PERCENT = 100;
/** Of hundreds of attempts only those that can be told apart are drawn. */
const barsMax = 400;
/** Behind this share of the width the duration is written in front of the bar. */
const labelBehindMax = 0.85;

interface RowBarsProps extends Picture {
  operation: OperationView;
}

export function RowBars({ operation, scale, viewport, until, isClosed }: RowBarsProps) {
  const bars = barsOf(operation, until, isClosed);
  const start = shareOf(viewport, scale.toUnit(operation.startedAt));
  const end = shareOf(viewport, scale.toUnit(operation.endedAt ?? until));
  return (
    <div className="row-bars">
      {bars.slice(-barsMax).map((bar) => (
        <BarView key={`${bar.kind}${bar.from}`} bar={bar} picture={{ scale, viewport, until, isClosed }} />
      ))}
      <span className="bar-label" style={labelPlace(start, end)}>
        {shortDuration((operation.endedAt ?? until) - operation.startedAt)}
      </span>
    </div>
  );
}

function labelPlace(start: number, end: number): { left?: string; right?: string; display?: string } {
  if (end < 0 || start > 1) return { display: 'none' };
  if (end <= labelBehindMax) return { left: `calc(${Math.max(0, end) * PERCENT}% + 6px)` };
  // A bar that fills the picture carries its label inside, at its end.
  const before = 1 - Math.max(0, start);
  return start > 1 - labelBehindMax ? { right: `calc(${before * PERCENT}% + 6px)` } : { right: '6px' };
}

function BarView({ bar, picture }: { bar: Bar; picture: Picture }) {
  const { scale, viewport } = picture;
  const left = shareOf(viewport, scale.toUnit(bar.from));
  const right = shareOf(viewport, scale.toUnit(bar.to));
  if (right < 0 || left > 1) return null;
  const from = Math.max(0, left);
  return (
    <div
      className={`bar bar-${bar.kind} bar-${bar.tone}`}
      title={`${bar.says}: ${shortDuration(bar.to - bar.from)}`}
      style={{ left: `${from * PERCENT}%`, width: `max(3px, ${(Math.min(1, right) - from) * PERCENT}%)` }}
    />
  );
}
