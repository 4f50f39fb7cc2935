// A tree of operations of any size as a table: only the rows in sight are in the document, and everything can be done with
// the keyboard, as the ARIA pattern "treegrid" has it.
//
// The grid itself has the focus, and names the active row. So rows may come and go while it is scrolled.

import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { Row } from './rows.ts';

export interface GridColumn {
  id: string;
  header: ReactNode;
  /** A track of CSS grid, such as `minmax(200px, 2fr)`. */
  width: string;
  cell(row: Row): ReactNode;
}

interface TreeGridProps {
  label: string;
  rows: readonly Row[];
  /** Beside the first column, which holds the names. */
  columns: readonly GridColumn[];
  nameWidth: string;
  nameCell(row: Row): ReactNode;
  selectedId: string | undefined;
  onSelect(row: Row): void;
  onExpand(row: Row, isExpanded: boolean): void;
  /** Above the rows and under the header: what is drawn behind all of them. */
  backdrop?: ReactNode;
  empty: ReactNode;
}

const rowPixels = 36;
const rowsBeyond = 12;
const rowsPerPage = 12;
/** Until the grid has been laid out, it is taken to be so large. */
const initialRect = { width: 1000, height: 600 };

export function TreeGrid(props: TreeGridProps) {
  const { label, rows, columns, nameWidth, selectedId, onSelect, onExpand } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPixels,
    overscan: rowsBeyond,
    initialRect,
  });
  const [active, setActive] = useActiveRow(rows, selectedId, (index) => virtual.scrollToIndex(index));
  const template = { gridTemplateColumns: [nameWidth, ...columns.map(({ width }) => width)].join(' ') };
  const onKeyDown = useTreeKeys({ rows, active, setActive, onSelect, onExpand });
  const activeId = rows[active] === undefined ? undefined : `${id}-${rows[active].operation.id}`;
  return (
    <div
      ref={scroller}
      className="tree-grid"
      role="treegrid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length + 1}
      tabIndex={0}
      {...(activeId === undefined ? {} : { 'aria-activedescendant': activeId })}
      onKeyDown={onKeyDown}
    >
      <div className="tree-inner">
        <div role="row" aria-rowindex={1} tabIndex={-1} className="tree-row tree-header" style={template}>
          <div role="columnheader">Name</div>
          {columns.map((column) => (
            <div role="columnheader" key={column.id}>
              {column.header}
            </div>
          ))}
        </div>
        <div role="rowgroup" className="tree-body" style={{ height: virtual.getTotalSize() }}>
          {props.backdrop}
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <GridRow
                key={row.operation.id}
                {...props}
                row={row}
                index={index}
                domId={`${id}-${row.operation.id}`}
                isActive={index === active}
                style={{ ...template, transform: `translateY(${start}px)` }}
                onActivate={() => setActive(index)}
              />
            );
          })}
        </div>
      </div>
      {rows.length === 0 && <div className="tree-empty">{props.empty}</div>}
    </div>
  );
}

interface GridRowProps extends TreeGridProps {
  row: Row;
  index: number;
  domId: string;
  isActive: boolean;
  style: { gridTemplateColumns: string; transform: string };
  onActivate(): void;
}

function GridRow({ row, index, domId, isActive, style, onActivate, ...grid }: GridRowProps) {
  const { selectedId, columns, nameCell, onSelect, onExpand } = grid;
  const isSelected = row.operation.id === selectedId;
  const classes = `tree-row${isSelected ? ' selected' : ''}${isActive ? ' active' : ''}`;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the focus and handles the keys of all rows.
    <div
      role="row"
      id={domId}
      className={classes}
      style={style}
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-level={row.depth + 1}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-selected={isSelected}
      {...(row.hasChildren ? { 'aria-expanded': row.isExpanded } : {})}
      onClick={() => {
        onActivate();
        onSelect(row);
      }}
    >
      <div role="gridcell" className="tree-name">
        <span className="tree-indent" style={{ width: row.depth * indentPixels }} />
        <button
          type="button"
          className={row.isExpanded ? 'tree-toggle open' : 'tree-toggle'}
          tabIndex={-1}
          aria-hidden={!row.hasChildren}
          disabled={!row.hasChildren}
          aria-label={row.isExpanded ? `Fold ${row.title}` : `Unfold ${row.title}`}
          onClick={(event) => {
            event.stopPropagation();
            onActivate();
            onExpand(row, !row.isExpanded);
          }}
        />
        {nameCell(row)}
      </div>
      {columns.map((column) => (
        <div role="gridcell" key={column.id}>
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
}

const indentPixels = 18;

/** The row that keys act on. It stays with its operation while others come and go, and follows a selection from outside. */
function useActiveRow(
  rows: readonly Row[],
  selectedId: string | undefined,
  reveal: (index: number) => void,
): readonly [number, (index: number) => void] {
  const [activeId, setActiveId] = useState(selectedId);
  const index = Math.max(
    0,
    rows.findIndex(({ operation }) => operation.id === activeId),
  );
  const revealed = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (selectedId === undefined || revealed.current === selectedId) return;
    const at = rows.findIndex(({ operation }) => operation.id === selectedId);
    if (at === -1) return;
    revealed.current = selectedId;
    setActiveId(selectedId);
    reveal(at);
  }, [selectedId, rows, reveal]);
  const set = (next: number): void => {
    revealed.current = rows[next]?.operation.id;
    setActiveId(rows[next]?.operation.id);
    reveal(next);
  };
  return [index, set];
}

interface TreeKeys {
  rows: readonly Row[];
  active: number;
  setActive(index: number): void;
  onSelect(row: Row): void;
  onExpand(row: Row, isExpanded: boolean): void;
}

function useTreeKeys({ rows, active, setActive, onSelect, onExpand }: TreeKeys) {
  return (event: KeyboardEvent): void => {
    // Keys of what is inside a cell are its own.
    if (event.target !== event.currentTarget || event.metaKey || event.ctrlKey || event.altKey) return;
    const row = rows[active];
    if (row === undefined) return;
    const parent = rows.slice(0, active).findLastIndex(({ depth }) => depth < row.depth);
    const go = (index: number): void => setActive(Math.min(Math.max(index, 0), rows.length - 1));
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => go(active + 1),
      ArrowUp: () => go(active - 1),
      PageDown: () => go(active + rowsPerPage),
      PageUp: () => go(active - rowsPerPage),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      ArrowRight: () => (row.hasChildren && !row.isExpanded ? onExpand(row, true) : go(active + 1)),
      ArrowLeft: () => (row.isExpanded ? onExpand(row, false) : go(parent === -1 ? active : parent)),
      Enter: () => onSelect(row),
      ' ': () => onSelect(row),
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  };
}
