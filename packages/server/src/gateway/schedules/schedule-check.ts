// Whether the schedules of a document can be kept.

import { accepted, type Result, refused, type StackDocument } from '@perdure/protocol';
import type { FunctionCalls } from '../function-calls.ts';
import { scheduleKey } from '../stacks/stack-addresses.ts';
import { scheduleProblem } from './schedule-expression.ts';

export async function checkSchedules(
  { Schedules = [] }: StackDocument,
  calls: FunctionCalls,
): Promise<Result<void>> {
  for (const schedule of Schedules) {
    const place = `schedule ${scheduleKey(schedule)}`;
    const problem = scheduleProblem(schedule) ?? inputProblem(schedule.Input);
    if (problem !== undefined) return refused('InvalidParameterValueException', `${place}: ${problem}`);
    const callable = await calls.check(schedule.Function, 'Event');
    if (!callable.ok)
      return refused('InvalidParameterValueException', `${place}: ${callable.refusal.message}`);
  }
  return accepted(undefined);
}

function inputProblem(input: string | undefined): string | undefined {
  if (input === undefined) return undefined;
  try {
    JSON.parse(input);
    return undefined;
  } catch {
    return 'its Input is not JSON';
  }
}
