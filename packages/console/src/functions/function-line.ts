// One line of the list of functions: the function, and what is known of its executions.

import { useQueries, useQuery } from '@tanstack/react-query';
import type { FunctionConfiguration } from '../api/functions.ts';
import type { Statistics } from '../api/perdure.ts';
import { aliasesQuery, statisticsQuery, versionCountsQuery } from '../api/queries.ts';
import { successRate } from '../format/success-rate.ts';

export interface FunctionLine {
  configuration: FunctionConfiguration;
  name: string;
  versions: number;
  running: number;
  /** Milliseconds since the epoch; 0: never. */
  lastStartAt: number;
  /** 0 to 1, of the last 24 hours; undefined: none ended by itself. */
  successRate: number | undefined;
}

const MILLIS_PER_SECOND = 1000;

export function useFunctionLines(
  functions: readonly FunctionConfiguration[],
  pollMillis: number | false,
): FunctionLine[] {
  const { data: statistics } = useQuery({ ...statisticsQuery, refetchInterval: pollMillis });
  const { data: versions } = useQuery(versionCountsQuery);
  return linesOf(functions, statistics, versions);
}

/** What is not known yet counts as nothing. */
export function linesOf(
  functions: readonly FunctionConfiguration[],
  statistics: Statistics | undefined,
  versions: ReadonlyMap<string, number> | undefined,
): FunctionLine[] {
  const byName = new Map(statistics?.Functions.map((one) => [one.FunctionName, one]));
  return functions.map((configuration) => {
    const found = byName.get(configuration.FunctionName);
    return {
      configuration,
      name: configuration.FunctionName,
      versions: versions?.get(configuration.FunctionName) ?? 0,
      running: found?.Running ?? 0,
      lastStartAt: (found?.LastStartTimestamp ?? 0) * MILLIS_PER_SECOND,
      successRate: found === undefined ? undefined : successRate(found.Total),
    };
  });
}

const PERCENT = 100;

/** `97 %`; a dash when none ended by itself. */
export const rateText = ({ successRate }: FunctionLine): string =>
  successRate === undefined ? '-' : `${Math.round(successRate * PERCENT)} %`;

const aliasesStaleMillis = 60_000;

/** Names of functions to those of their aliases: of the functions in sight only, as each needs a request. */
export function useAliases(names: readonly string[]): ReadonlyMap<string, string> {
  return useQueries({
    queries: names.map((name) => ({ ...aliasesQuery(name), staleTime: aliasesStaleMillis })),
    combine: (results) =>
      new Map(
        results.map(({ data = [] }, index) => [names[index] ?? '', data.map(({ Name }) => Name).join(', ')]),
      ),
  });
}
