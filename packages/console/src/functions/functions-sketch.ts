// The list of functions as it is seen first.

import type { QueryClient } from '@tanstack/react-query';
import { functionsQuery, statisticsQuery, versionCountsQuery } from '../api/queries.ts';
import { paths } from '../app/paths.ts';
import { ago } from '../format/duration.ts';
import { listedMoment, offsetAt, type TimeZone } from '../format/moment.ts';
import { grouped } from '../format/number.ts';
import { compareNames } from '../format/order.ts';
import { type Cell, plain, rowsInSight, type Sketch } from '../sketch/sketch.ts';
import { type FunctionLine, linesOf, rateText } from './function-line.ts';

export function functionsSketch(client: QueryClient, zone: TimeZone): Sketch | undefined {
  const [functions, statistics, versions] = [
    client.getQueryData(functionsQuery.queryKey),
    client.getQueryData(statisticsQuery.queryKey),
    client.getQueryData(versionCountsQuery.queryKey),
  ];
  if (functions === undefined || statistics === undefined || versions === undefined) return undefined;
  const lines = linesOf(functions, statistics, versions).sort((left, right) =>
    compareNames(left.name, right.name),
  );
  return {
    section: 'functions',
    crumbs: ['Functions'],
    blocks: [
      { kind: 'title', text: 'Functions', aside: `(${lines.length})` },
      {
        kind: 'table',
        hasSelection: false,
        headings: [
          'Function name',
          'Kind',
          'Running',
          'Succeeded in 24 h',
          'Last started',
          'Versions',
          'Aliases',
          'Runtime',
          `Last modified (${offsetAt(Date.now(), zone)})`,
        ],
        rows: lines.slice(0, rowsInSight()).map((line) => cellsOf(line, zone)),
      },
    ],
  };
}

function cellsOf(line: FunctionLine, zone: TimeZone): Cell[] {
  const { configuration, name, running, lastStartAt, versions } = line;
  const { DurableConfig, Runtime = '-', LastModified } = configuration;
  return [
    { text: name, href: paths.function(name) },
    DurableConfig === undefined ? { text: 'Plain', look: 'badge' } : { text: 'Durable', look: 'blue badge' },
    plain(grouped(running)),
    plain(rateText(line)),
    plain(lastStartAt === 0 ? '-' : ago(Math.max(0, Date.now() - lastStartAt))),
    plain(String(versions)),
    // The page itself asks for aliases, once it knows which functions are in sight.
    plain('-'),
    plain(Runtime),
    plain(LastModified === undefined ? '-' : listedMoment(Date.parse(LastModified), zone)),
  ];
}
