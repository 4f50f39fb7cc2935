// The list of functions.

import { useCollection } from '@cloudscape-design/collection-hooks';
import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useQuery } from '@tanstack/react-query';
import type { FunctionConfiguration } from '../api/functions.ts';
import { functionsQuery } from '../api/queries.ts';
import { pollWithout, useExecutionChanges } from '../api/use-live.ts';
import { usePage } from '../app/page-frame.tsx';
import { href, paths } from '../app/paths.ts';
import { byteCount } from '../format/payload.ts';
import { ErrorState } from '../parts/error-state.tsx';
import { Freshness } from '../parts/freshness.tsx';
import { Moment, MomentHeading } from '../parts/times.tsx';

const columns: TableProps.ColumnDefinition<FunctionConfiguration>[] = [
  {
    id: 'name',
    header: 'Function name',
    cell: ({ FunctionName }) => <Link href={href(paths.function(FunctionName))}>{FunctionName}</Link>,
    sortingField: 'FunctionName',
    isRowHeader: true,
  },
  {
    id: 'kind',
    header: 'Kind',
    cell: ({ DurableConfig }) =>
      DurableConfig === undefined ? <Badge>Plain</Badge> : <Badge color="blue">Durable</Badge>,
  },
  { id: 'runtime', header: 'Runtime', cell: ({ Runtime = '-' }) => Runtime, sortingField: 'Runtime' },
  {
    id: 'size',
    header: 'Code size',
    cell: ({ CodeSize }) => (CodeSize === undefined ? '-' : byteCount(CodeSize)),
    sortingField: 'CodeSize',
  },
  {
    id: 'modified',
    header: <MomentHeading>Last modified</MomentHeading>,
    cell: ({ LastModified }) => (
      <Moment millis={LastModified === undefined ? undefined : Date.parse(LastModified)} isBrief />
    ),
    sortingField: 'LastModified',
  },
];

const pageSize = 50;

export function FunctionsPage() {
  usePage({ text: 'Functions', path: paths.functions });
  const live = useExecutionChanges(undefined, () => void functions.refetch());
  const functions = useQuery({ ...functionsQuery, refetchInterval: pollWithout(live) });
  const { items, collectionProps, filterProps, paginationProps, actions } = useCollection(
    functions.data ?? [],
    {
      filtering: { empty: <NoFunctions />, noMatch: <NoMatch onClear={() => actions.setFiltering('')} /> },
      pagination: { pageSize },
      sorting: { defaultState: { sortingColumn: { sortingField: 'FunctionName' } } },
    },
  );
  if (functions.error !== null && functions.data === undefined) {
    return (
      <ErrorState error={functions.error} what="The functions" onRetry={() => void functions.refetch()} />
    );
  }
  return (
    <Table
      {...collectionProps}
      items={items}
      columnDefinitions={columns}
      trackBy="FunctionName"
      variant="full-page"
      stickyHeader
      loading={functions.isPending}
      loadingText="Loading functions"
      ariaLabels={{ tableLabel: 'Functions' }}
      header={
        <Header
          variant="h1"
          counter={functions.data === undefined ? '' : `(${functions.data.length})`}
          actions={
            <Freshness
              state={live}
              fetchedAt={functions.dataUpdatedAt}
              onRefresh={() => void functions.refetch()}
            />
          }
        >
          Functions
        </Header>
      }
      filter={
        <TextFilter
          {...filterProps}
          filteringPlaceholder="Search functions"
          filteringAriaLabel="Search functions"
        />
      }
      pagination={<Pagination {...paginationProps} />}
    />
  );
}

function NoFunctions() {
  return (
    <Box textAlign="center" padding="l">
      <SpaceBetween size="xs">
        <Box fontWeight="bold">No functions yet</Box>
        <Box color="text-body-secondary">
          Deploy one with <code>perdure deploy</code>, the AWS command line or an AWS SDK; it appears here at
          once.
        </Box>
      </SpaceBetween>
    </Box>
  );
}

function NoMatch({ onClear }: { onClear(): void }) {
  return (
    <Box textAlign="center" padding="l">
      <SpaceBetween size="xs">
        <Box fontWeight="bold">No function matches</Box>
        <Button onClick={onClear}>Clear the search</Button>
      </SpaceBetween>
    </Box>
  );
}
