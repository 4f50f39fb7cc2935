// Everything that waits for somebody, the longest first, to be answered here.

import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { parseExecutionArn } from '@perdure/protocol';
import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Page } from '../api/paging.ts';
import type { OpenCallback } from '../api/perdure.ts';
import { callbacksQuery, functionsQuery } from '../api/queries.ts';
import { usePage } from '../app/page-frame.tsx';
import { href, paths } from '../app/paths.ts';
import { type CallbackAnswer, CallbackDialog, callbackAnswers } from '../parts/callback-dialog.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { Freshness } from '../parts/freshness.tsx';
import { Ago, Moment, MomentHeading, Until } from '../parts/times.tsx';

const MILLIS_PER_SECOND = 1000;
/** A new callback changes no status, so no stream tells of it. */
const pollMillis = 2000;
const titleOf = ({ Name, OperationId }: OpenCallback): string => Name ?? OperationId;
const longTitleOf = (callback: OpenCallback): string =>
  `${titleOf(callback)} of ${parseExecutionArn(callback.DurableExecutionArn)?.executionName ?? ''}`;

export function CallbacksPage() {
  usePage({ text: 'Callbacks', path: paths.callbacks });
  const [parameters, setParameters] = useSearchParams();
  const functionName = parameters.get('function') ?? undefined;
  const callbacks = useInfiniteQuery({ ...callbacksQuery(functionName), refetchInterval: pollMillis });
  // Of the page and not of a row, so that it stays with what is typed in it when its callback ends meanwhile.
  const [answering, setAnswering] = useState<Answering>();
  const refresh = (): void => void callbacks.refetch();
  return (
    <>
      <CallbacksTable
        callbacks={callbacks}
        freshness={<CallbacksFreshness functionName={functionName} />}
        onAnswer={setAnswering}
        filter={
          <FunctionSelect
            functionName={functionName}
            onChange={(name) =>
              setParameters(name === undefined ? {} : { function: name }, { replace: true })
            }
          />
        }
      />
      {answering !== undefined && (
        <CallbackDialog
          callbackId={answering.callback.CallbackId}
          title={longTitleOf(answering.callback)}
          answer={answering.answer}
          onClose={() => setAnswering(undefined)}
          onAnswered={refresh}
        />
      )}
    </>
  );
}

interface CallbacksTableProps {
  callbacks: UseInfiniteQueryResult<InfiniteData<Page<OpenCallback>>>;
  freshness: ReactNode;
  onAnswer(answering: Answering): void;
  filter: ReactNode;
}

function CallbacksTable({ callbacks, freshness, onAnswer, filter }: CallbacksTableProps) {
  const { data, hasNextPage } = callbacks;
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const refresh = (): void => void callbacks.refetch();
  return (
    <Table
      items={items}
      trackBy="CallbackId"
      variant="full-page"
      stickyHeader
      stickyColumns={{ last: 1 }}
      loading={callbacks.isPending}
      loadingText="Loading callbacks"
      ariaLabels={{ tableLabel: 'Callbacks' }}
      columnDefinitions={columns(onAnswer)}
      header={
        <Header
          variant="h1"
          counter={data === undefined ? '' : `(${items.length}${hasNextPage ? '+' : ''})`}
          description="What executions wait for somebody to answer. What has waited longest comes first."
          actions={freshness}
        >
          Callbacks
        </Header>
      }
      filter={filter}
      empty={<Nothing error={callbacks.error} onRetry={refresh} />}
      footer={
        hasNextPage ? (
          <Box textAlign="center">
            <Button loading={callbacks.isFetchingNextPage} onClick={() => void callbacks.fetchNextPage()}>
              Show more
            </Button>
          </Box>
        ) : undefined
      }
    />
  );
}

/** Looks at each time of fetching, which most often changes nothing in the table: that would be laid out again for nothing. */
function CallbacksFreshness({ functionName }: { functionName: string | undefined }) {
  const callbacks = useInfiniteQuery(callbacksQuery(functionName));
  return (
    <Freshness
      state={callbacks.isSuccess ? 'live' : 'connecting'}
      fetchedAt={callbacks.dataUpdatedAt}
      onRefresh={() => void callbacks.refetch()}
    />
  );
}

interface Answering {
  callback: OpenCallback;
  answer: CallbackAnswer;
}

function columns(onAnswer: (answering: Answering) => void): TableProps.ColumnDefinition<OpenCallback>[] {
  const due = (at: number | undefined) =>
    at === undefined ? '-' : <Until millis={at * MILLIS_PER_SECOND} />;
  return [
    {
      id: 'name',
      header: 'Callback',
      isRowHeader: true,
      cell: (callback) => (
        <Link
          href={`${href(paths.execution(callback.DurableExecutionArn))}?operation=${callback.OperationId}`}
        >
          {titleOf(callback)}
        </Link>
      ),
    },
    {
      id: 'execution',
      header: 'Execution',
      cell: ({ DurableExecutionArn }) => (
        <Link href={href(paths.execution(DurableExecutionArn))}>
          {parseExecutionArn(DurableExecutionArn)?.executionName ?? DurableExecutionArn}
        </Link>
      ),
    },
    {
      id: 'function',
      header: 'Function',
      cell: ({ FunctionName }) => <Link href={href(paths.function(FunctionName))}>{FunctionName}</Link>,
    },
    {
      id: 'since',
      header: <MomentHeading>Waits since</MomentHeading>,
      cell: ({ StartTimestamp }) => <Moment millis={StartTimestamp * MILLIS_PER_SECOND} isBrief />,
    },
    {
      id: 'for',
      header: 'Waits',
      cell: ({ StartTimestamp }) => <Ago millis={StartTimestamp * MILLIS_PER_SECOND} />,
    },
    { id: 'timeout', header: 'Times out', cell: ({ TimeoutTimestamp }) => due(TimeoutTimestamp) },
    {
      id: 'heartbeat',
      header: 'Heartbeat due',
      cell: ({ HeartbeatTimeoutTimestamp }) => due(HeartbeatTimeoutTimestamp),
    },
    {
      id: 'answer',
      header: 'Answer',
      minWidth: 170,
      cell: (callback) => <Answer callback={callback} onAnswer={onAnswer} />,
    },
  ];
}

function Answer({ callback, onAnswer }: { callback: OpenCallback; onAnswer(answering: Answering): void }) {
  return (
    <ButtonDropdown
      items={[...callbackAnswers]}
      ariaLabel={`Answer ${longTitleOf(callback)}`}
      expandToViewport
      onItemClick={({ detail }) => onAnswer({ callback, answer: detail.id as CallbackAnswer })}
    >
      Answer
    </ButtonDropdown>
  );
}

interface FunctionSelectProps {
  functionName: string | undefined;
  onChange(functionName: string | undefined): void;
}

function FunctionSelect({ functionName, onChange }: FunctionSelectProps) {
  const { data: functions = [] } = useQuery(functionsQuery);
  const all = { value: '', label: 'All functions' };
  return (
    <Select
      selectedOption={functionName === undefined ? all : { value: functionName }}
      options={[all, ...functions.map(({ FunctionName }) => ({ value: FunctionName }))]}
      onChange={({ detail }) => onChange(detail.selectedOption.value || undefined)}
      ariaLabel="Function"
    />
  );
}

function Nothing({ error, onRetry }: { error: Error | null; onRetry(): void }) {
  if (error !== null) return <ErrorState error={error} what="The callbacks" onRetry={onRetry} />;
  return (
    <Box textAlign="center" padding="l">
      <SpaceBetween size="xs">
        <Box fontWeight="bold">Nothing waits for anybody</Box>
        <Box color="text-body-secondary">
          When a function calls <code>waitForCallback</code> or <code>createCallback</code>, what it waits for
          appears here.
        </Box>
      </SpaceBetween>
    </Box>
  );
}
