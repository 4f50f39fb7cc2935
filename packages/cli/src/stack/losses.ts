// What a deployment would destroy for good. A person is asked first.

import { counted } from '../output/counted.ts';
import type { StackPlan } from './stack-plan.ts';
import { total } from './stack-state.ts';

export function lossesOf({ functionsGoing, items, state }: StackPlan): string[] {
  const tables = items
    .filter(
      ({ change, kind, details }) =>
        change === 'goes' && kind === 'table' && details.includes('with its items'),
    )
    .map(({ name }) => `table ${name} with its items`);
  const executions = functionsGoing.flatMap((name) => {
    const running = total(state.running.get(name) ?? new Map());
    return running === 0 ? [] : [`${counted(running, 'open execution')} of ${name}`];
  });
  return [...tables, ...executions];
}
