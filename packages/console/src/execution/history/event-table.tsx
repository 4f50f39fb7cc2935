// The table of events: only the rows in sight are in the document, whatever their height.

import Box from '@cloudscape-design/components/box';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { shortDuration } from '../../format/duration.ts';
import { Moment } from '../../parts/times.tsx';
import { OperationLink } from '../details/operation-details.tsx';
import { useShownExecution } from '../execution-context.ts';
import type { EventLine } from '../view/execution-view.ts';
import { EventData } from './event-data.tsx';
import { eventTone } from './event-tone.ts';

const rowPixels = 36;
const rowsBeyond = 15;
const initialRect = { width: 1000, height: 600 };

export function EventTable({ lines }: { lines: readonly EventLine[] }) {
  const { view } = useShownExecution();
  const [parameters] = useSearchParams();
  const linked = Number(parameters.get('event'));
  const [unfolded, toggle] = useUnfolded(linked);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPixels,
    getItemKey: (index) => lines[index]?.eventId ?? index,
    overscan: rowsBeyond,
    initialRect,
    initialOffset:
      Math.max(
        0,
        lines.findIndex(({ eventId }) => eventId === linked),
      ) * rowPixels,
  });
  return (
    <div
      ref={scroller}
      className="tree-grid"
      role="table"
      aria-label="Event history"
      aria-rowcount={lines.length + 1}
      tabIndex={0}
    >
      <div className="tree-inner">
        <Headings />
        <div role="rowgroup" className="tree-body" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start, key }) => {
            const line = lines[index];
            if (line === undefined) return null;
            return (
              <div
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                className="event-place"
                style={{ transform: `translateY(${start}px)` }}
              >
                <EventRow
                  line={line}
                  index={index}
                  firstAt={view.startedAt}
                  isUnfolded={unfolded.has(line.eventId)}
                  onToggle={() => toggle(line.eventId)}
                />
              </div>
            );
          })}
        </div>
      </div>
      {lines.length === 0 && <NoEvents />}
    </div>
  );
}

function useUnfolded(first: number): readonly [ReadonlySet<number>, (eventId: number) => void] {
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(() => new Set(first > 0 ? [first] : []));
  const toggle = (eventId: number): void => {
    const next = new Set(unfolded);
    if (!next.delete(eventId)) next.add(eventId);
    setUnfolded(next);
  };
  return [unfolded, toggle];
}

const NoEvents = () => (
  <Box textAlign="center" padding="l" color="text-body-secondary">
    No event matches.
  </Box>
);

function Headings() {
  return (
    <div role="row" className="tree-row tree-header event-row" aria-rowindex={1}>
      <div role="columnheader">Event ID</div>
      <div role="columnheader">Event type</div>
      <div role="columnheader">Durable operation</div>
      <div role="columnheader">Start</div>
      <div role="columnheader">Time from first event</div>
    </div>
  );
}

interface EventRowProps {
  line: EventLine;
  index: number;
  firstAt: number;
  isUnfolded: boolean;
  onToggle(): void;
}

function EventRow({ line, index, firstAt, isUnfolded, onToggle }: EventRowProps) {
  const { view } = useShownExecution();
  const operation = line.operationId === undefined ? undefined : view.operations.get(line.operationId);
  return (
    <>
      <div role="row" className="tree-row event-row" aria-rowindex={index + 2}>
        <div role="cell" className="event-id">
          <button
            type="button"
            className={isUnfolded ? 'tree-toggle open' : 'tree-toggle'}
            aria-label={`Details of event ${line.eventId}`}
            aria-expanded={isUnfolded}
            onClick={onToggle}
          />
          {line.eventId}
        </div>
        <div role="cell" className={`event-type text-${eventTone(line.type)}`}>
          {line.type}
        </div>
        <div role="cell" className="event-operation">
          {operation === undefined ? '-' : <OperationLink operation={operation} />}
        </div>
        <div role="cell">
          <Moment millis={line.at} />
        </div>
        <div role="cell" className="figures">
          {shortDuration(line.at - firstAt)}
        </div>
      </div>
      {isUnfolded && (
        <div role="row" className="event-details">
          <div role="cell" aria-colspan={5}>
            <EventData eventId={line.eventId} />
          </div>
        </div>
      )}
    </>
  );
}
