// Whether the event buses and rules of a document can be carried out.

import {
  accepted,
  type Result,
  refused,
  type StackDocument,
  type StackRule,
  type StackRuleTarget,
} from '@perdure/protocol';
import type { FunctionCalls } from '../function-calls.ts';
import { scheduleProblem } from '../schedules/schedule-expression.ts';
import { busNameOf, DEFAULT_BUS, ruleKey } from '../stacks/stack-addresses.ts';
import { compilePattern } from './event-pattern.ts';
import { MalformedPattern } from './malformed-pattern.ts';
import { targetInputProblem } from './target-input.ts';

export async function checkRules(
  document: StackDocument,
  others: readonly StackDocument[],
  calls: FunctionCalls,
): Promise<Result<void>> {
  const { EventBuses = [], Rules = [] } = document;
  if (EventBuses.some(({ Name }) => Name === DEFAULT_BUS)) {
    return invalid(`event bus ${DEFAULT_BUS}: it is always there; leave it out`);
  }
  const buses = new Set([DEFAULT_BUS, ...[document, ...others].flatMap(busNames)]);
  for (const rule of Rules) {
    const place = `rule ${ruleKey(rule)}`;
    const problem = ruleProblem(rule, buses);
    if (problem !== undefined) return invalid(`${place}: ${problem}`);
    for (const target of rule.Targets) {
      const checked = await checkTarget(target, buses, calls);
      if (!checked.ok) return invalid(`${place}, target ${target.Id}: ${checked.refusal.message}`);
    }
  }
  return accepted(undefined);
}

const invalid = (message: string): Result<void> => refused('InvalidParameterValueException', message);

const busNames = ({ EventBuses = [] }: StackDocument): string[] => EventBuses.map(({ Name }) => Name);

function ruleProblem(rule: StackRule, buses: ReadonlySet<string>): string | undefined {
  const { EventPattern, ScheduleExpression, EventBusName, Targets } = rule;
  const busName = busNameOf(EventBusName);
  if (!buses.has(busName)) return `there is no event bus ${busName}`;
  if (EventPattern === undefined && ScheduleExpression === undefined) {
    return 'it needs an EventPattern or a ScheduleExpression';
  }
  if (ScheduleExpression !== undefined && busName !== DEFAULT_BUS) {
    return `a rule with a ScheduleExpression belongs to the bus ${DEFAULT_BUS}`;
  }
  if (new Set(Targets.map(({ Id }) => Id)).size < Targets.length) return 'two targets have the same Id';
  if (ScheduleExpression !== undefined) {
    if (ScheduleExpression.startsWith('at(')) return 'a rule has no at(…); use a schedule';
    const problem = scheduleProblem({ ScheduleExpression });
    if (problem !== undefined) return problem;
  }
  return EventPattern === undefined ? undefined : patternProblem(EventPattern);
}

export function patternProblem(pattern: unknown): string | undefined {
  try {
    compilePattern(pattern);
    return undefined;
  } catch (error) {
    if (error instanceof MalformedPattern) return `its pattern cannot be read: ${error.message}`;
    throw error;
  }
}

async function checkTarget(
  target: StackRuleTarget,
  buses: ReadonlySet<string>,
  calls: FunctionCalls,
): Promise<Result<void>> {
  const { Function: name, EventBusName } = target;
  if ((name === undefined) === (EventBusName === undefined)) {
    return invalid('it needs either a Function or an EventBusName');
  }
  const problem = targetInputProblem(target);
  if (problem !== undefined) return invalid(problem);
  if (name !== undefined) return calls.check(name, 'Event');
  const busName = busNameOf(EventBusName);
  return buses.has(busName) ? accepted(undefined) : invalid(`there is no event bus ${busName}`);
}
