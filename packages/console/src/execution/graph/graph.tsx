// The shape of the run as a diagram, coloured by how it went.

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo, useState } from 'react';
import { useShownExecution } from '../execution-context.ts';
import { NoOperations, WithDetails } from '../tree/operations.tsx';
import { GraphBox } from './graph-box.tsx';
import { type Layout, layoutStages } from './layout.ts';
import { stagesOf } from './shape.ts';

const zooms = [0.4, 0.6, 0.8, 1, 1.25, 1.5] as const;
const zoomNormal = 3;
/** Contexts with more in them begin folded; smaller ones begin unfolded, while there are not too many in all. */
const unfoldedSizeMax = 8;
const unfoldedRunMax = 150;

export function Graph() {
  const { view } = useShownExecution();
  const [exceptions, setExceptions] = useState<ReadonlySet<string>>(new Set());
  const [zoom, setZoom] = useState<number>(zoomNormal);
  const layout = useMemo(() => {
    const isUnfolded = (id: string, size: number): boolean =>
      exceptions.has(id) !== (size <= unfoldedSizeMax && view.operations.size <= unfoldedRunMax);
    return layoutStages(stagesOf(view.roots, { isUnfolded }));
  }, [view, exceptions]);
  const toggle = (id: string): void => {
    const next = new Set(exceptions);
    if (!next.delete(id)) next.add(id);
    setExceptions(next);
  };
  if (view.operations.size === 0) return <NoOperations text="" />;
  return (
    <WithDetails>
      <SpaceBetween size="s">
        <SpaceBetween direction="horizontal" size="xs" alignItems="center">
          <Button
            iconName="zoom-in"
            ariaLabel="Zoom in"
            disabled={zoom === zooms.length - 1}
            onClick={() => setZoom(zoom + 1)}
          />
          <Button
            iconName="zoom-out"
            ariaLabel="Zoom out"
            disabled={zoom === 0}
            onClick={() => setZoom(zoom - 1)}
          />
          <Box color="text-body-secondary">
            What overlapped in time stands side by side. Boxes with a count hold more; press one to look
            inside.
          </Box>
        </SpaceBetween>
        <div className="graph" role="group" aria-label="Graph of the run" tabIndex={0}>
          <Plane layout={layout} factor={zooms[zoom] ?? 1} onToggle={toggle} />
        </div>
      </SpaceBetween>
    </WithDetails>
  );
}

interface PlaneProps {
  layout: Layout;
  factor: number;
  onToggle(id: string): void;
}

function Plane({ layout: { width, height, boxes, edges }, factor, onToggle }: PlaneProps) {
  return (
    <div className="graph-inner" style={{ width: width * factor, height: height * factor }}>
      <div className="graph-plane" style={{ width, height, transform: `scale(${factor})` }}>
        <svg width={width} height={height} aria-hidden="true">
          {edges.map((edge) => (
            <path key={`${edge.x1} ${edge.y1} ${edge.x2} ${edge.y2}`} d={curve(edge)} />
          ))}
        </svg>
        {boxes.map((box) => (
          <GraphBox
            key={box.shape.kind === 'crowd' ? box.shape.id : box.shape.operation.id}
            box={box}
            onToggle={onToggle}
          />
        ))}
      </div>
    </div>
  );
}

function curve({ x1, y1, x2, y2 }: { x1: number; y1: number; x2: number; y2: number }): string {
  if (x1 === x2) return `M${x1} ${y1}V${y2}`;
  const middle = (y1 + y2) / 2;
  return `M${x1} ${y1}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`;
}
