// One box of the graph.

import { counted, shortDuration } from '../../format/duration.ts';
import { operationStatusText, toneOf } from '../../parts/status-words.ts';
import { useShownExecution } from '../execution-context.ts';
import { KindIcon, subTypeOf } from '../tree/kind-icon.tsx';
import { isOpen, type OperationView, retriesOf } from '../view/execution-view.ts';
import type { Box } from './layout.ts';
import type { Shape } from './shape.ts';

interface GraphBoxProps {
  box: Box;
  onToggle(id: string): void;
}

export function GraphBox({ box, onToggle }: GraphBoxProps) {
  const { x, y, width, height, shape } = box;
  const place = { left: x, top: y, width, height };
  if (shape.kind === 'group') return <Group shape={shape} place={place} onToggle={onToggle} />;
  if (shape.kind === 'operation') return <Leaf shape={shape} place={place} />;
  return <Crowd shape={shape} place={place} onToggle={onToggle} />;
}

interface Place {
  left: number;
  top: number;
  width: number;
  height: number;
}

function useTone(): (operation: OperationView) => string {
  const { isClosed } = useShownExecution();
  return (operation) => toneOf(operation.status, isClosed && isOpen(operation));
}

function Leaf({ shape, place }: { shape: Extract<Shape, { kind: 'operation' }>; place: Place }) {
  const { select, selectedId, closedAt } = useShownExecution();
  const tone = useTone();
  const { operation, title } = shape;
  const retries = retriesOf(operation);
  const end = operation.endedAt ?? closedAt;
  const isSelected = operation.id === selectedId;
  return (
    <button
      type="button"
      className={`graph-box bar-${tone(operation)}${isSelected ? ' selected' : ''}`}
      style={place}
      aria-pressed={isSelected}
      onClick={() => select(operation.id)}
    >
      <span className="graph-title">
        <KindIcon kind={operation.kind} />
        <span>{title}</span>
      </span>
      <span className="graph-facts">
        {operationStatusText(operation.status)}
        {end === undefined ? '' : ` · ${shortDuration(end - operation.startedAt)}`}
        {retries === 0 ? '' : ` · ${counted(retries, 'retry').replace('retrys', 'retries')}`}
      </span>
    </button>
  );
}

interface FoldableProps<Kind extends Shape['kind']> {
  shape: Extract<Shape, { kind: Kind }>;
  place: Place;
  onToggle(id: string): void;
}

function Group({ shape, place, onToggle }: FoldableProps<'group'>) {
  const { select } = useShownExecution();
  const tone = useTone();
  const { operation, title } = shape;
  return (
    <div className={`graph-group bar-${tone(operation)}`} style={place}>
      <div className="graph-group-title">
        <button
          type="button"
          className="tree-toggle open"
          aria-label={`Fold ${title}`}
          onClick={() => onToggle(operation.id)}
        />
        <button type="button" className="graph-group-name" onClick={() => select(operation.id)}>
          {title}
        </button>
        <span className="secondary">{subTypeOf(operation)}</span>
      </div>
    </div>
  );
}

function Crowd({ shape, place, onToggle }: FoldableProps<'folded' | 'crowd'>) {
  const tone = useTone();
  const { title, inside } = shape;
  const id = shape.kind === 'crowd' ? shape.id : shape.operation.id;
  const counts = new Map<string, number>();
  for (const operation of inside) counts.set(tone(operation), (counts.get(tone(operation)) ?? 0) + 1);
  return (
    <button
      type="button"
      className={`graph-box graph-crowd${shape.kind === 'folded' ? ` bar-${tone(shape.operation)}` : ''}`}
      style={place}
      onClick={() => onToggle(id)}
    >
      <span className="graph-title">
        <span>
          <span className="visually-hidden">Unfold </span>
          {title}
        </span>
        <span className="secondary">
          {shape.kind === 'folded' ? counted(inside.length, 'operation') : ''}
        </span>
      </span>
      <span className="graph-counts">
        {[...counts].map(([name, count]) => (
          <span key={name} className={`text-${name}`}>
            {count} {toneWords[name] ?? ''}
          </span>
        ))}
      </span>
      <span className="graph-shares">
        {[...counts].map(([name, count]) => (
          <span key={name} className={`tone-${name}`} style={{ flexGrow: count }} />
        ))}
      </span>
    </button>
  );
}

const toneWords: Readonly<Record<string, string>> = {
  good: 'succeeded',
  bad: 'failed',
  warning: 'timed out',
  open: 'open',
  idle: 'not finished',
};
