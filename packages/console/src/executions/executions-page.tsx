// Executions of all functions.

import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { aliasesQuery, functionsQuery, versionsQuery } from '../api/queries.ts';
import { usePage } from '../app/page-frame.tsx';
import { paths } from '../app/paths.ts';
import { readFilter, writeFilter } from './execution-filter.ts';
import { ExecutionsTable } from './executions-table.tsx';
import { SavedViews } from './saved-views.tsx';

export function ExecutionsPage() {
  usePage({ text: 'All executions', path: paths.executions });
  const [parameters, setParameters] = useSearchParams();
  const filter = readFilter(parameters);
  const { data: functions = [] } = useQuery(functionsQuery);
  const qualifiers = useQualifiers(filter.functionName);
  return (
    <ExecutionsTable
      title="All executions"
      description="Durable executions of all functions, all versions and aliases."
      filter={filter}
      onFilter={(changed) => setParameters(writeFilter(changed), { replace: true })}
      functionNames={functions.map(({ FunctionName }) => FunctionName)}
      qualifiers={qualifiers}
      extraActions={<SavedViews filter={filter} onChoose={(view) => setParameters(writeFilter(view))} />}
    />
  );
}

/** Versions and aliases of the function, to choose from; none without a function. */
export function useQualifiers(functionName: string | undefined): string[] {
  const enabled = functionName !== undefined;
  const { data: versions = [] } = useQuery({ ...versionsQuery(functionName ?? ''), enabled });
  const { data: aliases = [] } = useQuery({ ...aliasesQuery(functionName ?? ''), enabled });
  return [...aliases.map(({ Name }) => Name), ...versions.map(({ Version }) => Version).toReversed()];
}
