// The whole run in a strip, with a frame around the part that is seen. Pressing and dragging moves the frame.

import { type PointerEvent, useEffect, useRef } from 'react';
import { usePreferences } from '../../app/preferences.tsx';
import { toneOf } from '../../parts/status-words.ts';
import type { Row } from '../tree/rows.ts';
import { isOpen } from '../view/execution-view.ts';
import type { Picture } from './picture.ts';
import { centered, type Viewport } from './viewport.ts';

const PERCENT = 100;
const heightPixels = 44;
const linePixelsMax = 4;

interface OverviewProps extends Picture {
  rows: readonly Row[];
  onChange(change: (viewport: Viewport) => Viewport): void;
}

export function Overview(props: OverviewProps) {
  const { viewport, onChange } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const { isDark } = usePreferences();
  // Drawn after each change, which for thousands of lines takes about a millisecond.
  useEffect(() => {
    if (canvas.current !== null) draw(canvas.current, props, isDark);
  });
  const go = (event: PointerEvent<HTMLElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    onChange((now) => centered(now, (event.clientX - left) / width));
  };
  return (
    <div
      className="overview"
      aria-hidden="true"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) go(event);
      }}
    >
      <canvas ref={canvas} height={heightPixels} />
      <div
        className="overview-frame"
        style={{ left: `${viewport.from * PERCENT}%`, width: `${(viewport.to - viewport.from) * PERCENT}%` }}
      />
    </div>
  );
}

function draw(
  canvas: HTMLCanvasElement,
  { rows, scale, until, isClosed }: OverviewProps,
  _isDark: boolean,
): void {
  const width = canvas.clientWidth;
  const ratio = window.devicePixelRatio;
  canvas.width = width * ratio;
  canvas.height = heightPixels * ratio;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  const colours = new Map<string, string>();
  const colour = (tone: string): string => {
    const known = colours.get(tone) ?? style.getPropertyValue(`--${tone}`);
    colours.set(tone, known);
    return known;
  };
  const step = heightPixels / Math.max(rows.length, 1);
  rows.forEach(({ operation }, index) => {
    const from = scale.toUnit(operation.startedAt) * width;
    const to = scale.toUnit(operation.endedAt ?? until) * width;
    context.globalAlpha = operation.kind === 'STEP' || operation.kind === 'CHAINED_INVOKE' ? 1 : 0.45;
    context.fillStyle = colour(toneOf(operation.status, isClosed && isOpen(operation)));
    context.fillRect(
      from,
      index * step,
      Math.max(1, to - from),
      Math.min(linePixelsMax, Math.max(1, step - 1)),
    );
  });
}
