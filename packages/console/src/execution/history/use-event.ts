// One event with its payloads, which are fetched when it is looked at: an execution may hold 100 MiB of them.

import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { ApiEvent } from '../../api/executions.ts';
import { useShownExecution } from '../execution-context.ts';
import { readEvent } from '../execution-history.ts';

/** Null when it is not there any more. */
export function useEvent(eventId: number): UseQueryResult<ApiEvent | null> {
  const { arn, markers } = useShownExecution();
  return useQuery({
    queryKey: ['event', arn, eventId],
    queryFn: async ({ signal }) => (await readEvent(arn, eventId, markers, signal)) ?? null,
    // What has happened never changes.
    staleTime: Number.POSITIVE_INFINITY,
  });
}
