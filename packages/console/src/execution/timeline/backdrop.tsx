// What lies behind the rows: the invocations as bands, lines at the times of the axis, and the present.

import type { Millis } from '@perdure/protocol';
import type { ExecutionView } from '../view/execution-view.ts';
import { type Picture, shareOf } from './picture.ts';

const PERCENT = 100;
/** Bands nearer to each other than this share of the width are drawn as one. */
const apartMin = 0.001;

interface BackdropProps extends Picture {
  view: ExecutionView;
  ticks: readonly Millis[];
}

export function Backdrop({ scale, viewport, until, isClosed, view, ticks }: BackdropProps) {
  const place = (at: Millis): number => shareOf(viewport, scale.toUnit(at));
  const bands = bandsOf(view.invocations.map(({ startedAt, endedAt }) => [place(startedAt), place(endedAt)]));
  return (
    <div className="backdrop" aria-hidden="true">
      {bands.map(([from, to]) => (
        <div
          key={from}
          className="band"
          style={{ left: `${from * PERCENT}%`, width: `max(2px, ${(to - from) * PERCENT}%)` }}
        />
      ))}
      {view.pauses.map(({ from, to }) => {
        const [left, right] = [Math.max(0, place(from)), Math.min(1, place(to ?? until))];
        return left < right ? (
          <div
            key={from}
            className="band paused"
            style={{ left: `${left * PERCENT}%`, width: `${(right - left) * PERCENT}%` }}
          />
        ) : null;
      })}
      {ticks.map((at) => (
        <div key={at} className="grid-line" style={{ left: `${place(at) * PERCENT}%` }} />
      ))}
      {scale.shortened.map(({ from, to }) => (
        <Shortened key={from} from={place(from)} to={place(to)} />
      ))}
      {!isClosed && <div className="now-line" style={{ left: `${place(until) * PERCENT}%` }} />}
    </div>
  );
}

function Shortened({ from, to }: { from: number; to: number }) {
  const [left, right] = [Math.max(0, from), Math.min(1, to)];
  if (left >= right) return null;
  return (
    <div
      className="shortened"
      style={{ left: `${left * PERCENT}%`, width: `${(right - left) * PERCENT}%` }}
    />
  );
}

/** In order and in sight, with those that touch as one: an execution may have thousands. */
function bandsOf(spans: readonly (readonly [from: number, to: number])[]): [number, number][] {
  const bands: [number, number][] = [];
  for (const [from, to] of spans) {
    if (to < 0 || from > 1) continue;
    const [left, right] = [Math.max(0, from), Math.min(1, to)];
    const last = bands.at(-1);
    if (last !== undefined && left - last[1] < apartMin) last[1] = Math.max(last[1], right);
    else bands.push([left, right]);
  }
  return bands;
}
