// Lists of executions as they are seen first: of all functions, and as a part of a function's page.

import type { QueryClient } from '@tanstack/react-query';
import type { ExecutionLine } from '../api/executions.ts';
import { paths } from '../app/paths.ts';
import { passedDuration, shortDuration } from '../format/duration.ts';
import { listedMoment, offsetAt, type TimeZone } from '../format/moment.ts';
import { keptPreferences } from '../parts/list-preferences.ts';
import { signedExecutionStatus, toneOfSign } from '../parts/status-words.ts';
import { type Cell, plain, rowsInSight, type Sketch, type SketchTable } from '../sketch/sketch.ts';
import { type ExecutionFilter, readFilter } from './execution-filter.ts';
import { endOf, errorText, executionIdOf, shortId, startOf } from './execution-line.ts';
import { executionPageQuery } from './execution-pages.ts';
import { columnLabels, defaultPreferences } from './list-defaults.ts';
import { executionsPageSize, listOf } from './page-size.ts';

export function executionsSketch(
  client: QueryClient,
  parameters: URLSearchParams,
  zone: TimeZone,
): Sketch | undefined {
  const table = executionsTableSketch(client, {
    filter: readFilter(parameters),
    isOfOne: false,
    zone,
    text: 'All executions',
    description: 'Durable executions of all functions, all versions and aliases.',
  });
  return table && { section: 'executions', crumbs: ['All executions'], blocks: [table] };
}

interface TableQuestion {
  filter: ExecutionFilter;
  isOfOne: boolean;
  zone: TimeZone;
  text: string;
  description: string;
}

export function executionsTableSketch(client: QueryClient, question: TableQuestion): SketchTable | undefined {
  const { filter, isOfOne, zone, text, description } = question;
  const page = client.getQueryData(
    executionPageQuery(filter, { itemsMax: executionsPageSize(isOfOne), zone }).queryKey,
  );
  if (page === undefined) return undefined;
  const { contentDisplay = [] } = keptPreferences(listOf(isOfOne), defaultPreferences(isOfOne));
  const columns = contentDisplay.filter(({ visible }) => visible).map(({ id }) => id);
  const headings = new Map(columnLabels).set('start', `Start (${offsetAt(Date.now(), zone)})`);
  return {
    kind: 'table',
    title: { text, description, aside: `(${page.lines.length}${page.next === undefined ? '' : '+'})` },
    hasSelection: true,
    headings: columns.map((id) => headings.get(id) ?? ''),
    rows: page.lines.slice(0, rowsInSight()).map((line) => columns.map((id) => cellOf(id, line, zone))),
  };
}

function cellOf(column: string, line: ExecutionLine, zone: TimeZone): Cell {
  const [start, end] = [startOf(line), endOf(line)];
  const [sign, status] = signedExecutionStatus(line.Status);
  const cells: Readonly<Record<string, Cell>> = {
    name: { text: line.DurableExecutionName, href: paths.execution(line.DurableExecutionArn) },
    function: { text: line.FunctionName, href: paths.function(line.FunctionName) },
    id: plain(shortId(executionIdOf(line.DurableExecutionArn))),
    status: { text: status, tone: toneOfSign(sign) },
    start: plain(listedMoment(start, zone)),
    end: plain(end === undefined ? '-' : listedMoment(end, zone, start)),
    duration: plain(end === undefined ? passedDuration(Date.now() - start) : shortDuration(end - start)),
    version: plain(line.Version),
    error: plain(errorText(line)),
  };
  return cells[column] ?? plain('');
}
