// The machines that run functions for this server, beside itself.

import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { ApiError } from '../api/http.ts';
import type { Worker } from '../api/perdure.ts';
import { workersQuery } from '../api/queries.ts';
import { ErrorState } from '../parts/error-state.tsx';
import { Ago } from '../parts/times.tsx';

const MILLIS_PER_SECOND = 1000;
/** Workers that come and go start no execution, so no stream tells of them. */
const pollMillis = 2000;

const columns: TableProps.ColumnDefinition<Worker>[] = [
  { id: 'name', header: 'Worker', cell: ({ Name }) => Name, isRowHeader: true },
  {
    id: 'status',
    header: 'Status',
    cell: ({ Status }) =>
      Status === 'CONNECTED' ? (
        <StatusIndicator type="success">Connected</StatusIndicator>
      ) : (
        <StatusIndicator type="pending">Leaving</StatusIndicator>
      ),
  },
  {
    id: 'environments',
    header: 'Environments',
    cell: ({ Environments, EnvironmentsMax }) => (
      <span className="figures">
        {Environments} of {EnvironmentsMax}
      </span>
    ),
  },
  { id: 'runtimes', header: 'Runtimes', cell: ({ Runtimes }) => Runtimes.join(', ') },
  { id: 'address', header: 'Address', cell: ({ Address }) => Address },
  {
    id: 'since',
    header: 'Connected',
    cell: ({ ConnectedTimestamp }) => <Ago millis={ConnectedTimestamp * MILLIS_PER_SECOND} />,
  },
];

export function Workers() {
  const workers = useQuery({ ...workersQuery, refetchInterval: pollMillis });
  // An older server has none.
  if (workers.error instanceof ApiError && workers.error.isUnknownApi) return null;
  if (workers.error !== null && workers.data === undefined) {
    return <ErrorState error={workers.error} what="The workers" onRetry={() => void workers.refetch()} />;
  }
  return (
    <Table
      header={
        <Header
          variant="h2"
          counter={workers.data === undefined ? '' : `(${workers.data.length})`}
          description="Other machines that run functions for this server"
        >
          Workers
        </Header>
      }
      items={workers.data ?? []}
      trackBy="WorkerId"
      loading={workers.isPending}
      loadingText="Loading workers"
      ariaLabels={{ tableLabel: 'Workers' }}
      columnDefinitions={columns}
      empty={
        <>
          All functions run on the server's own machine. <code>perdure worker</code> adds another.
        </>
      }
    />
  );
}
