// The columns of a list of executions, in the order of the Lambda console.

import Link from '@cloudscape-design/components/link';
import type { TableProps } from '@cloudscape-design/components/table';
import type { ExecutionLine } from '../api/executions.ts';
import { href, paths } from '../app/paths.ts';
import { ExecutionStatusBadge } from '../parts/status.tsx';
import { executionStatusText } from '../parts/status-words.ts';
import { Duration, Moment, MomentHeading } from '../parts/times.tsx';
import { endOf, errorText, executionIdOf, shortId, startOf } from './execution-line.ts';

const durationOf = (line: ExecutionLine): number => (endOf(line) ?? Date.now()) - startOf(line);

const ShortId = ({ id }: { id: string }) => (
  <span className="nowrap" title={id}>
    {shortId(id)}
  </span>
);

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
    cell: (line) => <Moment millis={startOf(line)} isBrief />,
    sortingField: 'StartTimestamp',
  },
  {
    id: 'end',
    header: 'End',
    cell: (line) => <Moment millis={endOf(line)} isBrief after={startOf(line)} />,
    sortingComparator: (left, right) => (left.EndTimestamp ?? 0) - (right.EndTimestamp ?? 0),
  },
  {
    id: 'duration',
    header: 'Duration',
    cell: (line) => <Duration from={startOf(line)} to={endOf(line)} />,
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
    cell: (line) => <span className="breaks">{errorText(line)}</span>,
  },
];
