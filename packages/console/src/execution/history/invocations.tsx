// Each call of the handler: how long it took, how much of that was replay, and how it ended.

import { useCollection } from '@cloudscape-design/collection-hooks';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { counted, shortDuration } from '../../format/duration.ts';
import { Moment } from '../../parts/times.tsx';
import { useShownExecution } from '../execution-context.ts';
import type { InvocationView } from '../view/execution-view.ts';
import { InvocationError } from './invocation-error.tsx';

const columns: TableProps.ColumnDefinition<InvocationView & { number: number }>[] = [
  { id: 'number', header: '#', cell: ({ number }) => number, sortingField: 'number' },
  { id: 'id', header: 'Invocation ID', cell: ({ requestId }) => requestId, isRowHeader: true },
  {
    id: 'outcome',
    header: 'Outcome',
    cell: (invocation) =>
      invocation.failed ? (
        <InvocationError invocation={invocation} />
      ) : (
        <StatusIndicator type="success">Ended</StatusIndicator>
      ),
  },
  {
    id: 'start',
    header: 'Start',
    cell: ({ startedAt }) => <Moment millis={startedAt} />,
    sortingField: 'startedAt',
  },
  {
    id: 'duration',
    header: 'Duration',
    cell: ({ startedAt, endedAt }) => <span className="figures">{shortDuration(endedAt - startedAt)}</span>,
    sortingComparator: (left, right) => left.endedAt - left.startedAt - (right.endedAt - right.startedAt),
  },
  {
    id: 'replay',
    header: 'Until the first record',
    cell: ({ replayMillis }) => (
      <span className="figures">{replayMillis === undefined ? '-' : shortDuration(replayMillis)}</span>
    ),
    sortingField: 'replayMillis',
  },
  { id: 'events', header: 'Events', cell: ({ eventsCount }) => eventsCount, sortingField: 'eventsCount' },
];

const pageSize = 50;

export function Invocations() {
  const { view } = useShownExecution();
  const numbered = view.invocations.map((invocation, index) => ({ ...invocation, number: index + 1 }));
  const { items, collectionProps, paginationProps } = useCollection(numbered, {
    pagination: { pageSize },
    sorting: {},
  });
  const total = numbered.reduce((sum, { startedAt, endedAt }) => sum + endedAt - startedAt, 0);
  const replay = numbered.reduce((sum, { replayMillis = 0 }) => sum + replayMillis, 0);
  return (
    <Table
      {...collectionProps}
      items={items}
      columnDefinitions={columns}
      trackBy="eventId"
      variant="borderless"
      ariaLabels={{ tableLabel: 'Invocations' }}
      header={
        <Header
          variant="h3"
          description={`${counted(numbered.length, 'invocation')} ran for ${shortDuration(total)} in all; ${shortDuration(replay)} of it passed before anything new was recorded, which is what starting and replaying cost.`}
        >
          Invocations
        </Header>
      }
      pagination={<Pagination {...paginationProps} />}
      empty="No invocation has ended yet."
    />
  );
}
