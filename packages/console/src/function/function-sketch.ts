// A function's page as it is seen first, on the tab with its executions.

import type { QueryClient } from '@tanstack/react-query';
import { functionQuery } from '../api/queries.ts';
import { readFilter } from '../executions/execution-filter.ts';
import { executionsTableSketch } from '../executions/executions-sketch.ts';
import { settingDuration } from '../format/duration.ts';
import { fullMoment, type TimeZone } from '../format/moment.ts';
import { plain, type Sketch } from '../sketch/sketch.ts';
import { functionTabAt, functionTabs } from './function-tabs.ts';

const SECONDS_PER_DAY = 86_400;

export function functionSketch(
  client: QueryClient,
  functionName: string,
  parameters: URLSearchParams,
  zone: TimeZone,
): Sketch | undefined {
  const configuration = client.getQueryData(functionQuery(functionName).queryKey);
  const config = configuration?.DurableConfig;
  if (configuration === undefined || config === undefined) return undefined;
  if (functionTabAt(parameters, true) !== 'executions') return undefined;
  const table = executionsTableSketch(client, {
    filter: { ...readFilter(parameters), functionName },
    isOfOne: true,
    zone,
    text: 'Durable executions',
    description: 'Executions of this function, of all its versions and aliases.',
  });
  if (table === undefined) return undefined;
  const { Description, Runtime = '-', LastModified, FunctionArn } = configuration;
  const modified = LastModified === undefined ? '-' : fullMoment(Date.parse(LastModified), zone);
  return {
    section: 'functions',
    crumbs: ['Functions', functionName],
    blocks: [
      { kind: 'title', text: functionName },
      {
        kind: 'panel',
        title: 'Function overview',
        columns: [
          [
            ['Kind', { text: 'Durable', look: 'blue badge' }],
            ['Last modified', plain(modified)],
          ],
          [
            ['Description', plain(Description || '-')],
            ['Function ARN', { text: FunctionArn, look: 'copyable' }],
          ],
          [['Runtime', plain(Runtime)]],
        ],
      },
      {
        kind: 'tabs',
        labels: functionTabs(true).map(({ label }) => label),
        active: 'Durable executions',
      },
      {
        kind: 'panel',
        title: 'Durable configuration',
        columns: [
          [['Execution timeout', plain(settingDuration(config.ExecutionTimeout))]],
          [['Retention period', plain(settingDuration(config.RetentionPeriodInDays * SECONDS_PER_DAY))]],
          [['Applies to', plain('Executions that $LATEST starts from now on; versions keep their own.')]],
        ],
      },
      table,
    ],
  };
}
