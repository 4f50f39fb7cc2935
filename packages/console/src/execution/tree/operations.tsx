// The operations as a table, as the Lambda console has them, and beside it the details of the one that is selected.

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TextFilter from '@cloudscape-design/components/text-filter';
import type { ReactNode } from 'react';
import { usePreferences } from '../../app/preferences.tsx';
import { counted } from '../../format/duration.ts';
import { timeOfDay } from '../../format/moment.ts';
import { OperationStatusBadge } from '../../parts/status.tsx';
import { toneOf } from '../../parts/status-words.ts';
import { Duration } from '../../parts/times.tsx';
import { CallbackActions } from '../details/open-callbacks.tsx';
import { OperationDetails } from '../details/operation-details.tsx';
import { useShownExecution } from '../execution-context.ts';
import { isOpen, isOpenCallback, retriesOf } from '../view/execution-view.ts';
import { KindIcon, subTypeOf } from './kind-icon.tsx';
import { operationHeadings, operationNameWidth, operationWidths } from './operation-columns.ts';
import type { Row } from './rows.ts';
import { type GridColumn, TreeGrid } from './tree-grid.tsx';
import { type Rows, useRows } from './use-rows.ts';

export function Operations() {
  const shown = useShownExecution();
  const rows = useRows();
  const { timeZone: zone } = usePreferences();
  const columns = operationColumns(shown, zone);
  return (
    <WithDetails>
      <SpaceBetween size="s">
        <TreeTools rows={rows} />
        <TreeGrid
          label="Durable operations"
          rows={rows.rows}
          columns={columns}
          nameWidth={operationNameWidth}
          nameCell={(row) => <OperationName row={row} />}
          selectedId={shown.selectedId}
          onSelect={({ operation }) => shown.select(operation.id)}
          onExpand={rows.setExpanded}
          empty={<NoOperations text={rows.text} />}
        />
      </SpaceBetween>
    </WithDetails>
  );
}

/** Search and unfolding, above everything that shows operations as a tree. */
export function TreeTools({ rows, children }: { rows: Rows; children?: ReactNode }) {
  return (
    <div className="tree-tools">
      <div className="tree-search">
        <TextFilter
          filteringText={rows.text}
          onChange={({ detail }) => rows.setText(detail.filteringText)}
          filteringPlaceholder="Find operations"
          filteringAriaLabel="Find operations by name, id, kind or status"
          countText={rows.text === '' ? '' : counted(rows.rows.length, 'row')}
        />
      </div>
      <SpaceBetween direction="horizontal" size="xs">
        <Button onClick={() => rows.setAllExpanded(true)}>Unfold all</Button>
        <Button onClick={() => rows.setAllExpanded(false)}>Fold all</Button>
        {children}
      </SpaceBetween>
    </div>
  );
}

/** Lays out a pane with the details of the selected operation beside it, or under it where there is no room. */
export function WithDetails({ children }: { children: ReactNode }) {
  const { selectedId, view } = useShownExecution();
  const operation = selectedId === undefined ? undefined : view.operations.get(selectedId);
  if (operation === undefined) return <div>{children}</div>;
  return (
    <div className="with-details">
      <div>{children}</div>
      <OperationDetails key={operation.id} operation={operation} />
    </div>
  );
}

export function OperationName({ row }: { row: Row }) {
  return (
    <span className="operation-name" title={row.title}>
      <KindIcon kind={row.operation.kind} />
      <span className={row.operation.name === undefined ? 'operation-title unnamed' : 'operation-title'}>
        {row.title}
      </span>
    </span>
  );
}

export function NoOperations({ text }: { text: string }) {
  const { isClosed } = useShownExecution();
  return (
    <Box textAlign="center" padding="l" color="text-body-secondary">
      {text === ''
        ? isClosed
          ? 'It ended without any durable operation.'
          : 'No durable operation yet. The first one appears here as soon as it is recorded.'
        : `No operation holds “${text}”.`}
    </Box>
  );
}

function operationColumns(
  { isClosed, view, closedAt }: ReturnType<typeof useShownExecution>,
  zone: string,
): GridColumn[] {
  const leftOpen = ({ operation }: Row): boolean => isClosed && isOpen(operation);
  return [
    column('status', (row) => (
      <OperationStatusBadge status={row.operation.status} isLeftOpen={leftOpen(row)} />
    )),
    column('subtype', ({ operation }) => subTypeOf(operation)),
    column('timeline', (row) => (
      <SmallBar
        from={view.startedAt}
        to={closedAt ?? Date.now()}
        start={row.operation.startedAt}
        end={row.operation.endedAt ?? closedAt ?? Date.now()}
        tone={toneOf(row.operation.status, leftOpen(row))}
      />
    )),
    column('start', ({ operation }) => (
      <span className="figures">{timeOfDay(operation.startedAt, zone)}</span>
    )),
    column('end', ({ operation }) => (
      <span className="figures">
        {operation.endedAt === undefined ? '-' : timeOfDay(operation.endedAt, zone)}
      </span>
    )),
    column('duration', ({ operation }) => (
      <Duration from={operation.startedAt} to={operation.endedAt ?? closedAt} />
    )),
    column('retries', ({ operation }) => retriesOf(operation) || '-'),
    {
      id: 'actions',
      header: <span className="visually-hidden">Actions</span>,
      width: operationWidths.actions,
      cell: ({ operation }) =>
        !isClosed && isOpenCallback(operation) ? <CallbackActions operation={operation} isSmall /> : null,
    },
  ];
}

const column = (id: keyof typeof operationHeadings, cell: GridColumn['cell']): GridColumn => ({
  id,
  header: operationHeadings[id],
  width: operationWidths[id],
  cell,
});

interface SmallBarProps {
  from: number;
  to: number;
  start: number;
  end: number;
  tone: string;
}

const PERCENT = 100;

/** Where in the life of the execution the operation ran. */
function SmallBar({ from, to, start, end, tone }: SmallBarProps) {
  const span = Math.max(1, to - from);
  const left = Math.min(1, Math.max(0, (start - from) / span)) * PERCENT;
  const width = (Math.max(0, end - start) / span) * PERCENT;
  return (
    <div className="small-bar">
      <div
        className={`tone-${tone}`}
        style={{ left: `${left}%`, width: `max(3px, ${Math.min(width, PERCENT - left)}%)` }}
      />
    </div>
  );
}
