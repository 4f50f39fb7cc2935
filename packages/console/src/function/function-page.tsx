// One function: what it is on top, and a tab for each thing that can be looked at.

import Badge from '@cloudscape-design/components/badge';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Tabs from '@cloudscape-design/components/tabs';
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
import { functionTabAt, functionTabs } from './function-tabs.ts';
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
  const isDurable = configuration.DurableConfig !== undefined;
  const tabs = functionTabs(isDurable).map((tab) => ({ ...tab, content: contentOf(tab.id, configuration) }));
  return (
    <Tabs
      tabs={tabs}
      activeTabId={functionTabAt(parameters, isDurable)}
      ariaLabel="What to see of the function"
      // What one tab keeps in the address means nothing to another.
      onChange={({ detail }) => setParameters({ tab: detail.activeTabId })}
    />
  );
}

function contentOf(tab: FunctionTab, configuration: FunctionConfiguration): ReactNode {
  const { FunctionName: name, DurableConfig: config } = configuration;
  const contents: Readonly<Record<FunctionTab, ReactNode>> = {
    code: <CodeTab configuration={configuration} />,
    test: <TestTab configuration={configuration} />,
    monitor: later(<MonitorTab functionName={name} />),
    executions: config && <DurableExecutionsTab configuration={configuration} config={config} />,
    configuration: <ConfigurationTab configuration={configuration} />,
    logs: <LogsTab functionName={name} />,
    aliases: <AliasesTab functionName={name} />,
    versions: <VersionsTab functionName={name} />,
  };
  return contents[tab];
}
