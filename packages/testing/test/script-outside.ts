// What the outside world does while a random plan is carried out.

import type { CallbackAnswer, LocalDurableTestRunner } from '../src/index.ts';
import { everyPlan, type Plan } from './random-plan.ts';

/** Scripts the answers to the callbacks and invokes of a plan. */
export function scriptOutside(runner: LocalDurableTestRunner, plans: readonly Plan[]): void {
  for (const plan of everyPlan(plans)) {
    if (plan.kind === 'callback' || plan.kind === 'waitForCallback') {
      runner.answerCallback(plan.name, answerOf(plan));
    }
    if (plan.kind === 'invoke') {
      const after = { seconds: plan.delay };
      runner.answerInvoke(
        plan.name,
        plan.fails ? { after, failure: 'no' } : { after, success: { for: plan.name } },
      );
    }
  }
}

function answerOf({
  end,
  delay,
  name,
}: Extract<Plan, { kind: 'callback' | 'waitForCallback' }>): CallbackAnswer {
  const after = { seconds: delay };
  if (end === 'success') return { after, success: `answer to ${name}` };
  return end === 'failure' ? { after, failure: `refusal of ${name}` } : { open: true };
}
