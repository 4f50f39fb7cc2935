// How many of the executions that ended by themselves succeeded.

import type { Counts } from '../api/perdure.ts';

/** 0 to 1; undefined when none ended by itself. What somebody stopped says nothing about the function. */
export function successRate({ Succeeded, Failed, TimedOut }: Counts): number | undefined {
  const ended = Succeeded + Failed + TimedOut;
  return ended === 0 ? undefined : Succeeded / ended;
}
