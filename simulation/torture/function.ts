// The function under torture. It leaves a trail of what it did and of what it was told is durable, outside of everything
// that is killed, so that afterwards the two can be held against the history.

import { appendFileSync } from 'node:fs';
import { type DurableContext, withDurableExecution } from '@perdure/sdk';

export interface TortureEvent {
  id: string;
  steps: number;
  trail: string;
  /** The function that it invokes at the end. */
  child: string;
}

const ATTEMPTS_MAX = 20;

export const handler = withDurableExecution(async (event: TortureEvent, context: DurableContext) => {
  // One write of one short line is atomic: lines of processes that are killed are whole or absent.
  const leave = (line: object): void =>
    appendFileSync(event.trail, `${JSON.stringify({ id: event.id, ...line })}\n`);
  let sum = 0;
  for (let step = 0; step < event.steps; step += 1) {
    const value = await context.step(
      `step-${step}`,
      async () => {
        leave({ step, did: 'run' });
        return step * step;
      },
      {
        retryStrategy: (_error, attempt) => ({ shouldRetry: attempt < ATTEMPTS_MAX, delay: { seconds: 1 } }),
      },
    );
    leave({ step, did: 'acknowledged', value });
    sum += value;
    if (step === Math.floor(event.steps / 2)) await context.wait({ seconds: 1 });
  }
  const doubled = await context.invoke('double', event.child, { id: event.id, value: sum });
  if (doubled !== sum * 2) throw new Error(`The child answered ${doubled} to ${sum}.`);
  return sum;
});

/** What the function under torture invokes, once. */
export const child = withDurableExecution(
  async ({ value }: { id: string; value: number }, context: DurableContext) =>
    context.step('double', async () => value * 2),
);
