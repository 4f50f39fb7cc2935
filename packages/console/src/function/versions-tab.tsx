// Published versions, and the aliases that point at them.

import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import type { AliasConfiguration } from '../api/functions.ts';
import { aliasesQuery, statisticsQuery, versionsQuery } from '../api/queries.ts';
import { href } from '../app/paths.ts';
import { byteCount } from '../format/payload.ts';
import { ErrorState } from '../parts/error-state.tsx';
import { Moment } from '../parts/times.tsx';

const PERCENT = 100;
const pollMillis = 5000;

/** Where the executions of one version are listed. */
const executionsOf = (functionName: string, qualifier: string): string =>
  href(`/functions/${functionName}?${new URLSearchParams({ tab: 'executions', version: qualifier })}`);

export function VersionsTab({ functionName }: { functionName: string }) {
  const versions = useQuery(versionsQuery(functionName));
  const aliases = useQuery(aliasesQuery(functionName));
  const running = useRunning(functionName);
  if (versions.error !== null) {
    return <ErrorState error={versions.error} what="The versions" onRetry={() => void versions.refetch()} />;
  }
  const pointing = (version: string): string =>
    (aliases.data ?? [])
      .filter(({ FunctionVersion }) => FunctionVersion === version)
      .map(({ Name }) => Name)
      .join(', ');
  return (
    <Table
      header={
        <Header variant="h2" counter={`(${versions.data?.length ?? 0})`}>
          Versions
        </Header>
      }
      items={(versions.data ?? []).toReversed()}
      loading={versions.isPending}
      loadingText="Loading versions"
      trackBy="Version"
      ariaLabels={{ tableLabel: 'Versions' }}
      columnDefinitions={[
        { id: 'version', header: 'Version', cell: ({ Version }) => Version, isRowHeader: true },
        { id: 'aliases', header: 'Aliases', cell: ({ Version }) => pointing(Version) || '-' },
        { id: 'description', header: 'Description', cell: ({ Description }) => Description || '-' },
        {
          id: 'published',
          header: 'Published',
          cell: ({ LastModified }) => (
            <Moment millis={LastModified === undefined ? undefined : Date.parse(LastModified)} />
          ),
        },
        {
          id: 'code',
          header: 'Code',
          cell: ({ CodeSize, CodeSha256 }) =>
            `${CodeSize === undefined ? '-' : byteCount(CodeSize)}, ${CodeSha256?.slice(0, shownHashChars) ?? ''}`,
        },
        { id: 'running', header: 'Running', cell: ({ Version }) => running?.[Version] ?? 0 },
        {
          id: 'executions',
          header: 'Executions',
          cell: ({ Version }) => <Link href={executionsOf(functionName, Version)}>Show</Link>,
        },
      ]}
      empty="No version has been published."
    />
  );
}

const shownHashChars = 12;

/** How many executions run now on each version. */
function useRunning(functionName: string): Record<string, number> | undefined {
  const { data } = useQuery({ ...statisticsQuery, refetchInterval: pollMillis });
  return data?.Functions.find(({ FunctionName }) => FunctionName === functionName)?.RunningByVersion;
}

export function AliasesTab({ functionName }: { functionName: string }) {
  const aliases = useQuery(aliasesQuery(functionName));
  const running = useRunning(functionName);
  if (aliases.error !== null) {
    return <ErrorState error={aliases.error} what="The aliases" onRetry={() => void aliases.refetch()} />;
  }
  return (
    <Table
      header={
        <Header variant="h2" counter={`(${aliases.data?.length ?? 0})`}>
          Aliases
        </Header>
      }
      items={aliases.data ?? []}
      loading={aliases.isPending}
      loadingText="Loading aliases"
      trackBy="Name"
      ariaLabels={{ tableLabel: 'Aliases' }}
      columnDefinitions={[
        { id: 'name', header: 'Name', cell: ({ Name }) => Name, isRowHeader: true },
        { id: 'version', header: 'Version', cell: shares },
        {
          id: 'running',
          header: 'Running on its version',
          cell: ({ FunctionVersion }) => running?.[FunctionVersion] ?? 0,
        },
        { id: 'description', header: 'Description', cell: ({ Description }) => Description || '-' },
        {
          id: 'executions',
          header: 'Executions',
          cell: ({ Name }) => <Link href={executionsOf(functionName, Name)}>Show</Link>,
        },
      ]}
      empty={
        <Box textAlign="center" color="text-body-secondary">
          No alias points at a version of this function.
        </Box>
      }
    />
  );
}

/** `3`, or `3: 90 %, 4: 10 %` while an alias is shifted from one version to another. */
function shares({ FunctionVersion, RoutingConfig }: AliasConfiguration): string {
  const others = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {});
  if (others.length === 0) return FunctionVersion;
  const rest = 1 - others.reduce((sum, [, weight]) => sum + weight, 0);
  return [[FunctionVersion, rest] as const, ...others]
    .map(([version, weight]) => `${version}: ${Math.round(weight * PERCENT)} %`)
    .join(', ');
}
