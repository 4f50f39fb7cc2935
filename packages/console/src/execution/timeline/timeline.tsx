// The operations over time: a waterfall that can be zoomed and moved, with the invocations as bands behind it.

import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { shortDuration } from '../../format/duration.ts';
import { useNow } from '../../parts/now.ts';
import { useShownExecution } from '../execution-context.ts';
import { timelineNameWidth } from '../tree/operation-columns.ts';
import { NoOperations, OperationName, TreeTools, WithDetails } from '../tree/operations.tsx';
import { TreeGrid } from '../tree/tree-grid.tsx';
import { useRows } from '../tree/use-rows.ts';
import { Backdrop } from './backdrop.tsx';
import { busySpans } from './bars.ts';
import { Legend } from './legend.tsx';
import { Overview } from './overview.tsx';
import { type Picture, shareOf } from './picture.ts';
import { RowBars } from './row-bars.tsx';
import { isMostlyIdle, shortenedScale, ticksOf, trueScale } from './time-scale.ts';
import { useWheel } from './use-wheel.ts';
import { moved, type Viewport, whole, zoomed } from './viewport.ts';

const zoomStep = 1.6;
const moveStep = 0.2;
const ticksMax = 8;

export function Timeline() {
  const shown = useShownExecution();
  const { view, isClosed, closedAt } = shown;
  const now = useNow(isClosed ? 'still' : 'fast');
  const until = Math.max(closedAt ?? now, view.startedAt + 1);
  const rows = useRows();
  const busy = useMemo(() => busySpans(view, until), [view, until]);
  const all = { from: view.startedAt, to: until };
  const [chosen, setShortens] = useState<boolean>();
  const shortens = chosen ?? isMostlyIdle(all, busy);
  const [viewport, setViewport] = useState<Viewport>(whole);
  const scale = shortens ? shortenedScale(all, busy) : trueScale(all);
  const ticks = ticksOf(scale, viewport, view.startedAt, ticksMax);
  const place = useWheel(setViewport);
  const picture = { scale, viewport, until, isClosed };
  return (
    <WithDetails>
      <SpaceBetween size="s">
        <TreeTools rows={rows}>
          <ZoomButtons viewport={viewport} onChange={setViewport} />
        </TreeTools>
        <div className="timeline-tools">
          <Toggle checked={shortens} onChange={({ detail }) => setShortens(detail.checked)}>
            Shorten idle times
          </Toggle>
          <Legend />
        </div>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the grid inside bubble here. */}
        <div ref={place} className="timeline" onKeyDown={(event) => onKey(event, setViewport)}>
          <Overview {...picture} rows={rows.rows} onChange={setViewport} />
          <TreeGrid
            label="Timeline"
            rows={rows.rows}
            nameWidth={timelineNameWidth}
            nameCell={(row) => <OperationName row={row} />}
            columns={[
              {
                id: 'bars',
                header: <Axis ticks={ticks} start={view.startedAt} picture={picture} />,
                width: 'minmax(0, 1fr)',
                cell: ({ operation }) => <RowBars operation={operation} {...picture} />,
              },
            ]}
            selectedId={shown.selectedId}
            onSelect={({ operation }) => shown.select(operation.id)}
            onExpand={rows.setExpanded}
            backdrop={<Backdrop {...picture} ticks={ticks} view={view} />}
            empty={<NoOperations text={rows.text} />}
          />
        </div>
      </SpaceBetween>
    </WithDetails>
  );
}

type SetViewport = (change: (viewport: Viewport) => Viewport) => void;

function onKey(event: KeyboardEvent, setViewport: SetViewport): void {
  const changes: Readonly<Record<string, (viewport: Viewport) => Viewport>> = {
    '+': (now) => zoomed(now, zoomStep),
    '=': (now) => zoomed(now, zoomStep),
    '-': (now) => zoomed(now, 1 / zoomStep),
    '0': () => whole,
    '<': (now) => moved(now, -moveStep),
    '>': (now) => moved(now, moveStep),
  };
  const change = changes[event.key];
  if (change === undefined || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  setViewport(change);
}

function ZoomButtons({ viewport, onChange }: { viewport: Viewport; onChange: SetViewport }) {
  const isWhole = viewport.from === 0 && viewport.to === 1;
  return (
    <SpaceBetween direction="horizontal" size="xxs">
      <Button
        iconName="zoom-in"
        ariaLabel="Zoom in (+)"
        onClick={() => onChange((now) => zoomed(now, zoomStep))}
      />
      <Button
        iconName="zoom-out"
        ariaLabel="Zoom out (-)"
        disabled={isWhole}
        onClick={() => onChange((now) => zoomed(now, 1 / zoomStep))}
      />
      <Button
        iconName="angle-left"
        ariaLabel="Earlier (<)"
        disabled={viewport.from === 0}
        onClick={() => onChange((now) => moved(now, -moveStep))}
      />
      <Button
        iconName="angle-right"
        ariaLabel="Later (>)"
        disabled={viewport.to === 1}
        onClick={() => onChange((now) => moved(now, moveStep))}
      />
      <Button
        iconName="zoom-to-fit"
        ariaLabel="The whole run (0)"
        disabled={isWhole}
        onClick={() => onChange(() => whole)}
      />
    </SpaceBetween>
  );
}

const PERCENT = 100;

function Axis({ ticks, start, picture }: { ticks: readonly number[]; start: number; picture: Picture }) {
  const { scale, viewport } = picture;
  return (
    <div className="axis">
      <span className="visually-hidden">Time since the start</span>
      {ticks.map((at) => (
        <span key={at} style={{ left: `${shareOf(viewport, scale.toUnit(at)) * PERCENT}%` }}>
          {shortDuration(at - start)}
        </span>
      ))}
    </div>
  );
}
