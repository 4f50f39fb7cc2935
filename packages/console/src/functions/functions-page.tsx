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
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { functionsQuery, statisticsQuery } from '../api/queries.ts';
import { pollWithout, useExecutionChanges } from '../api/use-live.ts';
import { usePage } from '../app/page-frame.tsx';
import { href, paths } from '../app/paths.ts';
import { grouped } from '../format/number.ts';
import { compareNames } from '../format/order.ts';
import { ErrorState } from '../parts/error-state.tsx';
import { Freshness } from '../parts/freshness.tsx';
import { Ago, Moment, MomentHeading } from '../parts/times.tsx';
import { type FunctionLine, rateText, useAliases, useFunctionLines } from './function-line.ts';

const columnsWith = (aliases: ReadonlyMap<string, string>): TableProps.ColumnDefinition<FunctionLine>[] => [
  {
    id: 'name',
    header: 'Function name',
    cell: ({ name }) => <Link href={href(paths.function(name))}>{name}</Link>,
    sortingField: 'name',
    sortingComparator: (left, right) => compareNames(left.name, right.name),
    isRowHeader: true,
  },
  {
    id: 'kind',
    header: 'Kind',
    cell: ({ configuration }) =>
      configuration.DurableConfig === undefined ? <Badge>Plain</Badge> : <Badge color="blue">Durable</Badge>,
  },
  {
    id: 'running',
    header: 'Running',
    cell: ({ running }) => <span className="figures">{grouped(running)}</span>,
    sortingField: 'running',
  },
  {
    id: 'rate',
    header: 'Succeeded in 24 h',
    cell: rateText,
    sortingField: 'successRate',
  },
  {
    id: 'last',
    header: 'Last started',
    cell: ({ lastStartAt }) => (lastStartAt === 0 ? '-' : <Ago millis={lastStartAt} />),
    sortingField: 'lastStartAt',
  },
  { id: 'versions', header: 'Versions', cell: ({ versions }) => versions, sortingField: 'versions' },
  { id: 'aliases', header: 'Aliases', cell: ({ name }) => aliases.get(name) || '-' },
  { id: 'runtime', header: 'Runtime', cell: ({ configuration }) => configuration.Runtime ?? '-' },
  {
    id: 'modified',
    header: <MomentHeading>Last modified</MomentHeading>,
    cell: ({ configuration: { LastModified } }) => (
      <Moment millis={LastModified === undefined ? undefined : Date.parse(LastModified)} isBrief />
    ),
    sortingComparator: (left, right) =>
      (left.configuration.LastModified ?? '').localeCompare(right.configuration.LastModified ?? ''),
  },
];

const pageSize = 50;
/** A function that is deployed starts no execution, so no stream tells of it. */
const pollMillis = 4000;

export function FunctionsPage() {
  usePage({ text: 'Functions', path: paths.functions });
  const client = useQueryClient();
  const refresh = (): void => {
    void client.invalidateQueries({ queryKey: functionsQuery.queryKey });
    void client.invalidateQueries({ queryKey: statisticsQuery.queryKey });
  };
  const live = useExecutionChanges(undefined, refresh);
  const functions = useQuery({ ...functionsQuery, refetchInterval: pollMillis });
  const lines = useFunctionLines(functions.data ?? [], pollWithout(live));
  const { items, collectionProps, filterProps, paginationProps, actions } = useCollection(lines, {
    filtering: { empty: <NoFunctions />, noMatch: <NoMatch onClear={() => actions.setFiltering('')} /> },
    pagination: { pageSize },
    sorting: { defaultState: { sortingColumn: { sortingField: 'name' } } },
  });
  const aliases = useAliases(items.map(({ name }) => name));
  if (functions.error !== null && functions.data === undefined) {
    return (
      <ErrorState error={functions.error} what="The functions" onRetry={() => void functions.refetch()} />
    );
  }
  return (
    <Table
      {...collectionProps}
      items={items}
      columnDefinitions={columnsWith(aliases)}
      trackBy="name"
      variant="full-page"
      stickyHeader
      loading={functions.isPending}
      loadingText="Loading functions"
      ariaLabels={{ tableLabel: 'Functions' }}
      header={
        <Header
          variant="h1"
          counter={functions.data === undefined ? '' : `(${functions.data.length})`}
          actions={<Freshness state={live} fetchedAt={functions.dataUpdatedAt} onRefresh={refresh} />}
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
