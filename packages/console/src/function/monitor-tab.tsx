// How the executions of the function have gone over time.

import BarChart from '@cloudscape-design/components/bar-chart';
import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import LineChart from '@cloudscape-design/components/line-chart';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getStatistics, type Statistics } from '../api/perdure.ts';
import { usePreferences } from '../app/preferences.tsx';
import { shortDuration } from '../format/duration.ts';
import { byMinute } from '../format/moment.ts';
import { successRate } from '../format/success-rate.ts';
import { ErrorState } from '../parts/error-state.tsx';
import { chartSeries, percentile, totalsOf } from './monitor-series.ts';

const SECONDS_PER_HOUR = 3600;
const ranges = [
  { id: '1h', text: '1 hour', seconds: SECONDS_PER_HOUR, period: 60 },
  { id: '24h', text: '24 hours', seconds: 24 * SECONDS_PER_HOUR, period: SECONDS_PER_HOUR / 2 },
  { id: '7d', text: '7 days', seconds: 168 * SECONDS_PER_HOUR, period: 6 * SECONDS_PER_HOUR },
  { id: '30d', text: '30 days', seconds: 720 * SECONDS_PER_HOUR, period: 24 * SECONDS_PER_HOUR },
] as const;

const pollMillis = 5000;
const MILLIS_PER_SECOND = 1000;

export function MonitorTab({ functionName }: { functionName: string }) {
  const [rangeId, setRangeId] = useState<string>('1h');
  const range = ranges.find(({ id }) => id === rangeId) ?? ranges[0];
  const statistics = useQuery({
    queryKey: ['statistics', functionName, range.id],
    queryFn: ({ signal }) =>
      getStatistics(
        {
          functionName,
          from: Math.floor(Date.now() / MILLIS_PER_SECOND) - range.seconds,
          periodSeconds: range.period,
        },
        signal,
      ),
    refetchInterval: pollMillis,
  });
  if (statistics.data === undefined) {
    return statistics.error === null ? (
      <Spinner />
    ) : (
      <ErrorState error={statistics.error} what="The statistics" onRetry={() => void statistics.refetch()} />
    );
  }
  return (
    <SpaceBetween size="l">
      <SegmentedControl
        selectedId={range.id}
        options={ranges.map(({ id, text }) => ({ id, text }))}
        onChange={({ detail }) => setRangeId(detail.selectedId)}
        label="Range of time"
      />
      <Totals statistics={statistics.data} />
      <Charts statistics={statistics.data} />
    </SpaceBetween>
  );
}

function Totals({ statistics }: { statistics: Statistics }) {
  const { running, total } = totalsOf(statistics);
  const rate = successRate(total);
  const { P50, P90, P99 } = total.DurationMillis ?? {};
  const shown = (millis: number | undefined): string => (millis === undefined ? '-' : shortDuration(millis));
  return (
    <Container header={<Header variant="h2">In this time</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'Running now', value: <Figure text={String(running)} /> },
          { label: 'Started', value: <Figure text={String(total.Started)} /> },
          { label: 'Succeeded', value: <Figure text={rate === undefined ? '-' : `${percentile(rate)} %`} /> },
          {
            label: 'Duration: median, 90 %, 99 %',
            value: <Box>{`${shown(P50)}, ${shown(P90)}, ${shown(P99)}`}</Box>,
          },
        ]}
      />
    </Container>
  );
}

const Figure = ({ text }: { text: string }) => <Box variant="awsui-value-large">{text}</Box>;

const chartPixels = 200;

function Charts({ statistics }: { statistics: Statistics }) {
  const { timeZone: zone } = usePreferences();
  const { domain, outcomes, started, durations, running, countMax, runningMax } = chartSeries(statistics);
  const shared = {
    height: chartPixels,
    xDomain: domain,
    hideFilter: true,
    xTickFormatter: (at: Date) => byMinute(at.getTime(), zone),
    empty: <Box textAlign="center">Nothing happened in this time.</Box>,
  };
  return (
    <ColumnLayout columns={2} minColumnWidth={420}>
      <Container header={<Header variant="h3">Started</Header>}>
        <BarChart
          {...shared}
          xScaleType="categorical"
          series={started}
          yDomain={[0, countMax]}
          ariaLabel="Executions started"
        />
      </Container>
      <Container header={<Header variant="h3">Ended</Header>}>
        <BarChart
          {...shared}
          xScaleType="categorical"
          stackedBars
          series={outcomes}
          yDomain={[0, countMax]}
          ariaLabel="Executions ended, by outcome"
        />
      </Container>
      <Container header={<Header variant="h3">Duration</Header>}>
        <LineChart
          {...shared}
          xScaleType="categorical"
          series={durations}
          yTickFormatter={shortDuration}
          ariaLabel="Durations of executions that ended"
        />
      </Container>
      <Container header={<Header variant="h3">Running</Header>}>
        <LineChart
          {...shared}
          xScaleType="categorical"
          series={running}
          yDomain={[0, runningMax]}
          ariaLabel="Executions that ran"
        />
      </Container>
    </ColumnLayout>
  );
}
