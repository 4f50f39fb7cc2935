// The table of executions, as the Lambda console has it: live, with a search, pages, and rows to select for stopping.

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { type ReactNode, useMemo, useState } from 'react';
import type { ExecutionLine } from '../api/executions.ts';
import { pollWithout, useExecutionChanges } from '../api/use-live.ts';
import { usePreferences } from '../app/preferences.tsx';
import { isClosed } from '../parts/closed.ts';
import { ErrorState } from '../parts/error-state.tsx';
import { Freshness } from '../parts/freshness.tsx';
import { useListPreferences } from '../parts/list-preferences.ts';
import { executionColumns } from './execution-columns.tsx';
import type { ExecutionFilter } from './execution-filter.ts';
import { type ExecutionPages, useExecutionPages } from './execution-pages.ts';
import { FilterBar } from './filter-bar.tsx';
import { defaultPreferences } from './list-defaults.ts';
import { ListSettings } from './list-settings.tsx';
import { listOf, pageSizeDefault } from './page-size.ts';
import { StopDialog } from './stop-dialog.tsx';

interface ExecutionsTableProps {
  title: string;
  description: string;
  filter: ExecutionFilter;
  onFilter(filter: ExecutionFilter): void;
  /** Absent: the table is that of one function, which the filter names. */
  functionNames?: readonly string[];
  qualifiers?: readonly string[];
  /** More to do with the filter, such as saved views. */
  extraActions?: ReactNode;
}

export function ExecutionsTable(props: ExecutionsTableProps) {
  const { filter, onFilter, functionNames } = props;
  const isOfOne = functionNames === undefined;
  const [preferences, setPreferences] = useListPreferences(listOf(isOfOne), defaultPreferences(isOfOne));
  const { timeZone: zone } = usePreferences();
  const live = useExecutionChanges(filter.functionName, () => pages.refresh());
  const pages = useExecutionPages(
    filter,
    { itemsMax: preferences.pageSize ?? pageSizeDefault, zone },
    pollWithout(live),
  );
  const [selected, setSelected] = useState<readonly ExecutionLine[]>([]);
  const [sorting, setSorting] = useState<TableProps.SortingState<ExecutionLine>>();
  const lines = useMemo(() => sorted(pages.lines, sorting), [pages.lines, sorting]);
  const shownSelected = lines.filter((line) =>
    selected.some(({ DurableExecutionArn }) => DurableExecutionArn === line.DurableExecutionArn),
  );
  const sortedBy = sorting ?? {
    sortingColumn: { sortingField: 'StartTimestamp' },
    isDescending: !filter.oldestFirst,
  };

  return (
    <Table
      items={lines}
      columnDefinitions={executionColumns}
      columnDisplay={[...(preferences.contentDisplay ?? [])]}
      trackBy="DurableExecutionArn"
      variant="container"
      stickyHeader
      stripedRows={preferences.stripedRows ?? false}
      wrapLines={preferences.wrapLines ?? false}
      loading={pages.isLoading && lines.length === 0}
      loadingText="Loading executions"
      selectionType="multi"
      selectedItems={shownSelected}
      onSelectionChange={({ detail }) => setSelected(detail.selectedItems)}
      ariaLabels={ariaLabels(props.title)}
      sortingColumn={sortedBy.sortingColumn}
      sortingDescending={sortedBy.isDescending ?? false}
      onSortingChange={({ detail }) => {
        // The server sorts by the start, over all pages. Other columns sort the page that is shown.
        const isByStart = detail.sortingColumn.sortingField === 'StartTimestamp';
        setSorting(isByStart ? undefined : detail);
        if (isByStart) onFilter({ ...filter, oldestFirst: detail.isDescending !== true });
      }}
      header={<TableHeader {...props} pages={pages} live={live} selected={shownSelected} />}
      filter={<FilterBar onChange={onFilter} {...props} />}
      pagination={<Pages pages={pages} />}
      preferences={<ListSettings isOfOne={isOfOne} preferences={preferences} onChange={setPreferences} />}
      empty={<Nothing pages={pages} filter={filter} onFilter={onFilter} />}
    />
  );
}

const ariaLabels = (tableLabel: string): TableProps.AriaLabels<ExecutionLine> => ({
  tableLabel,
  selectionGroupLabel: 'Executions',
  allItemsSelectionLabel: () => 'Select all executions of this page',
  itemSelectionLabel: (_, line) => `Select ${line.DurableExecutionName}`,
});

function Pages({ pages }: { pages: ExecutionPages }) {
  return (
    <Pagination
      currentPageIndex={pages.pageNumber}
      pagesCount={pages.pagesKnown}
      openEnd={pages.hasMore}
      onChange={({ detail }) => pages.goTo(detail.currentPageIndex)}
    />
  );
}

function sorted(
  lines: ExecutionLine[],
  sorting: TableProps.SortingState<ExecutionLine> | undefined,
): ExecutionLine[] {
  const compare = sorting?.sortingColumn.sortingComparator;
  if (compare === undefined) return lines;
  const direction = sorting?.isDescending === true ? -1 : 1;
  return lines.toSorted((left, right) => direction * compare(left, right));
}

interface TableHeaderProps extends ExecutionsTableProps {
  pages: ExecutionPages;
  live: Parameters<typeof Freshness>[0]['state'];
  selected: readonly ExecutionLine[];
}

function TableHeader({ title, description, filter, pages, live, selected, extraActions }: TableHeaderProps) {
  const [isStopping, setIsStopping] = useState(false);
  const running = selected.filter(({ Status }) => !isClosed(Status));
  const isWhole = !pages.hasMore && pages.pageNumber === 1;
  return (
    <>
      <Header
        variant="h2"
        counter={pages.fetchedAt === 0 ? '' : `(${pages.lines.length}${isWhole ? '' : '+'})`}
        description={description}
        actions={
          <SpaceBetween direction="horizontal" size="xs" alignItems="center">
            <Freshness state={live} fetchedAt={pages.fetchedAt} onRefresh={pages.refresh} />
            {extraActions}
            <Button disabled={running.length === 0} onClick={() => setIsStopping(true)}>
              Stop
            </Button>
          </SpaceBetween>
        }
      >
        {title}
      </Header>
      {isStopping && (
        <StopDialog
          executions={running}
          filter={filter}
          onClose={() => {
            setIsStopping(false);
            pages.refresh();
          }}
        />
      )}
    </>
  );
}

interface NothingProps {
  pages: ExecutionPages;
  filter: ExecutionFilter;
  onFilter(filter: ExecutionFilter): void;
}

function Nothing({ pages, filter, onFilter }: NothingProps) {
  if (pages.error !== null)
    return <ErrorState error={pages.error} what="Executions" onRetry={pages.refresh} />;
  const { functionName, oldestFirst, ...rest } = filter;
  const isFiltered = rest.statuses.length > 0 || Object.keys(rest).length > 1;
  return (
    <Box textAlign="center" padding="l">
      <SpaceBetween size="xs">
        <Box fontWeight="bold">{isFiltered ? 'No execution matches' : 'No executions yet'}</Box>
        {isFiltered ? (
          <Button
            onClick={() =>
              onFilter({ statuses: [], oldestFirst, ...(functionName === undefined ? {} : { functionName }) })
            }
          >
            Clear the search
          </Button>
        ) : (
          <Box color="text-body-secondary">
            Start one on the Test tab of a function, or with <code>perdure invoke</code>.
          </Box>
        )}
      </SpaceBetween>
    </Box>
  );
}
