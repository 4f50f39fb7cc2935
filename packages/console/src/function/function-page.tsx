// One function: what it is on top, and a tab for each thing that can be looked at, in the order of the Lambda console.

import Badge from '@cloudscape-design/components/badge';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Tabs, { type TabsProps } from '@cloudscape-design/components/tabs';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense } from 'react';
import { useParams, useSearchParams } from 'react-router';
import type { FunctionConfiguration } from '../api/functions.ts';
import { functionQuery } from '../api/queries.ts';
import { usePage } from '../app/page-frame.tsx';
import { type FunctionTab, paths } from '../app/paths.ts';
import { Copyable } from '../parts/copyable.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { Moment } from '../parts/times.tsx';
import { CodeTab } from './code-tab.tsx';
import { ConfigurationTab } from './configuration-tab.tsx';
import { DurableExecutionsTab } from './durable-executions-tab.tsx';
import { LogsTab } from './logs-tab.tsx';
import { TestTab } from './test-tab.tsx';
import { AliasesTab, VersionsTab } from './versions-tab.tsx';

// Charts are large, and few who come here look at them.
const MonitorTab = lazy(async () => ({ default: (await import('./monitor-tab.tsx')).MonitorTab }));
const later = (content: ReactNode) => <Suspense fallback={<Spinner />}>{content}</Suspense>;

export function FunctionPage() {
  const { functionName = '' } = useParams();
  usePage(
    { text: 'Functions', path: paths.functions },
    { text: functionName, path: paths.function(functionName) },
  );
  const query = useQuery(functionQuery(functionName));
  if (query.data === undefined) {
    return query.error === null ? (
      <Spinner size="large" />
    ) : (
      <ErrorState
        error={query.error}
        what={`The function ${functionName}`}
        onRetry={() => void query.refetch()}
      />
    );
  }
  return (
    <SpaceBetween size="l">
      <Header variant="h1">{functionName}</Header>
      <Overview configuration={query.data} />
      <FunctionTabs configuration={query.data} />
    </SpaceBetween>
  );
}

function Overview({ configuration }: { configuration: FunctionConfiguration }) {
  const { FunctionArn, Description, LastModified, DurableConfig, Runtime } = configuration;
  return (
    <Container header={<Header variant="h2">Function overview</Header>}>
      <KeyValuePairs
        columns={3}
        minColumnWidth={220}
        items={[
          {
            label: 'Kind',
            value: DurableConfig === undefined ? <Badge>Plain</Badge> : <Badge color="blue">Durable</Badge>,
          },
          { label: 'Description', value: Description || '-' },
          { label: 'Runtime', value: Runtime ?? '-' },
          {
            label: 'Last modified',
            value: <Moment millis={LastModified === undefined ? undefined : Date.parse(LastModified)} />,
          },
          {
            label: 'Function ARN',
            value: <Copyable what="the function ARN" text={FunctionArn} />,
          },
        ]}
      />
    </Container>
  );
}

function FunctionTabs({ configuration }: { configuration: FunctionConfiguration }) {
  const [parameters, setParameters] = useSearchParams();
  const tabs = tabsOf(configuration);
  const asked = parameters.get('tab');
  const active =
    tabs.find(({ id }) => id === asked)?.id ?? (configuration.DurableConfig ? 'executions' : 'code');
  return (
    <Tabs
      tabs={tabs}
      activeTabId={active}
      ariaLabel="What to see of the function"
      // What one tab keeps in the address means nothing to another.
      onChange={({ detail }) => setParameters({ tab: detail.activeTabId })}
    />
  );
}

function tabsOf(configuration: FunctionConfiguration): (TabsProps.Tab & { id: FunctionTab })[] {
  const name = configuration.FunctionName;
  return [
    { id: 'code', label: 'Code', content: <CodeTab configuration={configuration} /> },
    { id: 'test', label: 'Test', content: <TestTab configuration={configuration} /> },
    ...(configuration.DurableConfig === undefined
      ? []
      : [
          { id: 'monitor' as const, label: 'Monitor', content: later(<MonitorTab functionName={name} />) },
          {
            id: 'executions' as const,
            label: 'Durable executions',
            content: (
              <DurableExecutionsTab configuration={configuration} config={configuration.DurableConfig} />
            ),
          },
        ]),
    {
      id: 'configuration',
      label: 'Configuration',
      content: <ConfigurationTab configuration={configuration} />,
    },
    { id: 'logs', label: 'Logs', content: <LogsTab functionName={name} /> },
    { id: 'aliases', label: 'Aliases', content: <AliasesTab functionName={name} /> },
    { id: 'versions', label: 'Versions', content: <VersionsTab functionName={name} /> },
  ];
}
