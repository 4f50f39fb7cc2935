// The columns of a list of executions, in the order of the Lambda console.

import Link from '@cloudscape-design/components/link';
import type { TableProps } from '@cloudscape-design/components/table';
import type { ExecutionLine } from '../api/executions.ts';
import { href, paths } from '../app/paths.ts';
import { ExecutionStatusBadge, executionStatusText } from '../parts/status.tsx';
import { Duration, Moment, MomentHeading } from '../parts/times.tsx';

const MILLIS_PER_SECOND = 1000;
const endOf = ({ EndTimestamp }: ExecutionLine): number | undefined =>
  EndTimestamp === undefined ? undefined : EndTimestamp * MILLIS_PER_SECOND;
const durationOf = (line: ExecutionLine): number =>
  (line.EndTimestamp ?? Date.now() / MILLIS_PER_SECOND) - line.StartTimestamp;
export const executionIdOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** Ids of executions that began together begin alike, so both ends are shown; the whole of it stands on their page. */
const ShortId = ({ id }: { id: string }) => (
  <span className="nowrap" title={id}>
    {id.length <= 2 * shownIdChars ? id : `${id.slice(0, shownIdChars)}…${id.slice(-shownIdChars / 2)}`}
  </span>
);

const shownIdChars = 8;

export const executionColumns: TableProps.ColumnDefinition<ExecutionLine>[] = [
  {
    id: 'name',
    header: 'Execution name',
    cell: (line) => (
      <Link href={href(paths.execution(line.DurableExecutionArn))}>{line.DurableExecutionName}</Link>
    ),
    sortingComparator: (left, right) => left.DurableExecutionName.localeCompare(right.DurableExecutionName),
    isRowHeader: true,
  },
  {
    id: 'function',
    header: 'Function',
    cell: (line) => <Link href={href(paths.function(line.FunctionName))}>{line.FunctionName}</Link>,
    sortingComparator: (left, right) => left.FunctionName.localeCompare(right.FunctionName),
  },
  {
    id: 'id',
    header: 'Execution ID',
    cell: (line) => <ShortId id={executionIdOf(line.DurableExecutionArn)} />,
    sortingComparator: (left, right) => left.DurableExecutionArn.localeCompare(right.DurableExecutionArn),
  },
  {
    id: 'status',
    header: 'Status',
    cell: (line) => <ExecutionStatusBadge status={line.Status} />,
    sortingComparator: (left, right) =>
      executionStatusText(left.Status).localeCompare(executionStatusText(right.Status)),
  },
  {
    id: 'start',
    header: <MomentHeading>Start</MomentHeading>,
    cell: (line) => <Moment millis={line.StartTimestamp * MILLIS_PER_SECOND} isBrief />,
    sortingField: 'StartTimestamp',
  },
  {
    id: 'end',
    header: 'End',
    cell: (line) => <Moment millis={endOf(line)} isBrief after={line.StartTimestamp * MILLIS_PER_SECOND} />,
    sortingComparator: (left, right) => (left.EndTimestamp ?? 0) - (right.EndTimestamp ?? 0),
  },
  {
    id: 'duration',
    header: 'Duration',
    cell: (line) => <Duration from={line.StartTimestamp * MILLIS_PER_SECOND} to={endOf(line)} />,
    sortingComparator: (left, right) => durationOf(left) - durationOf(right),
  },
  {
    id: 'version',
    header: 'Version',
    cell: (line) => line.Version,
    sortingComparator: (left, right) => left.Version.localeCompare(right.Version, 'en', { numeric: true }),
  },
  {
    id: 'error',
    header: 'Error',
    cell: (line) => (
      <span className="breaks">{[line.ErrorType, line.ErrorMessage].filter(Boolean).join(': ') || '-'}</span>
    ),
  },
];
