// From the server's statistics to what charts draw: every period of the range, also those in which nothing happened.

import type { BarChartProps } from '@cloudscape-design/components/bar-chart';
import type { LineChartProps } from '@cloudscape-design/components/line-chart';
import {
  colorChartsStatusHigh,
  colorChartsStatusLow,
  colorChartsStatusNeutral,
  colorChartsStatusPositive,
} from '@cloudscape-design/design-tokens';
import type { Counts, Statistics } from '../api/perdure.ts';

const MILLIS_PER_SECOND = 1000;
const PERCENT = 100;
const none: Counts = { Started: 0, Succeeded: 0, Failed: 0, TimedOut: 0, Stopped: 0 };

/** `0.9871` as `98.7`. */
export const percentile = (share: number): string => String(Math.round(share * PERCENT * 10) / 10);

const endedIn = ({ Succeeded, Failed, TimedOut, Stopped }: Counts): number =>
  Succeeded + Failed + TimedOut + Stopped;

/** A function without executions is not among the answers. */
export function totalsOf({ Functions }: Statistics): { running: number; total: Counts } {
  const [found] = Functions;
  return { running: found?.Running ?? 0, total: found?.Total ?? none };
}

export interface ChartSeries {
  domain: Date[];
  started: BarChartProps<Date>['series'];
  outcomes: BarChartProps<Date>['series'];
  durations: LineChartProps<Date>['series'];
  running: LineChartProps<Date>['series'];
  countMax: number;
  runningMax: number;
}

export function chartSeries({ From, To, Period, Functions }: Statistics): ChartSeries {
  const [found] = Functions;
  const byTime = new Map((found?.Buckets ?? []).map((bucket) => [Math.floor(bucket.Timestamp), bucket]));
  const first = [...byTime.keys()][0] ?? From;
  const start = first - Math.floor((first - From) / Period) * Period;
  const count = Math.max(1, Math.ceil((To - start) / Period));
  const times = Array.from({ length: count }, (_, index) => start + index * Period);
  const domain = times.map((at) => new Date(at * MILLIS_PER_SECOND));
  const countsAt = times.map((at): Counts => byTime.get(Math.floor(at)) ?? none);
  const line = (read: (counts: Counts, index: number) => number | undefined) =>
    domain.flatMap((x, index) => {
      const y = read(countsAt[index] ?? none, index);
      return y === undefined ? [] : [{ x, y }];
    });
  const bars = (title: string, color: string | undefined, read: (counts: Counts) => number) => ({
    title,
    type: 'bar' as const,
    ...(color === undefined ? {} : { color }),
    data: line(read),
  });
  const runningThen = runningAtEnd(countsAt, found?.Running ?? 0);
  const duration = (title: string, read: (counts: Counts) => number | undefined) => ({
    title,
    type: 'line' as const,
    data: line(read),
  });
  return {
    domain,
    started: [bars('Started', undefined, ({ Started }) => Started)],
    outcomes: [
      bars('Succeeded', colorChartsStatusPositive, ({ Succeeded }) => Succeeded),
      bars('Failed', colorChartsStatusHigh, ({ Failed }) => Failed),
      bars('Timed out', colorChartsStatusLow, ({ TimedOut }) => TimedOut),
      bars('Stopped', colorChartsStatusNeutral, ({ Stopped }) => Stopped),
    ],
    durations: [
      duration('Median', ({ DurationMillis }) => DurationMillis?.P50),
      duration('90 %', ({ DurationMillis }) => DurationMillis?.P90),
      duration('99 %', ({ DurationMillis }) => DurationMillis?.P99),
    ],
    running: [
      {
        title: 'Running at the end of the period',
        type: 'line',
        data: line((_, index) => runningThen[index]),
      },
    ],
    countMax: Math.max(1, ...countsAt.map((counts) => Math.max(counts.Started, endedIn(counts)))),
    runningMax: Math.max(1, ...runningThen),
  };
}

/** How many ran at the end of each period: counted back from now by what started and ended since. */
function runningAtEnd(counts: readonly Counts[], runningNow: number): number[] {
  const result: number[] = [];
  let running = runningNow;
  for (const period of counts.toReversed()) {
    result.push(Math.max(0, running));
    running += endedIn(period) - period.Started;
  }
  return result.reverse();
}
