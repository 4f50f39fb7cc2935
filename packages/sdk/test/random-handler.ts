// Random durable functions: trees of operations, built so that their outcome depends on nothing but the tree.

import fc from 'fast-check';
import type { DurableContext, DurableExecutionHandler } from '../src/index.ts';

export type Plan =
  | { kind: 'step'; name: string; failures: number; isCaught: boolean }
  | { kind: 'wait'; name: string; seconds: number }
  | { kind: 'callback'; name: string }
  | { kind: 'condition'; name: string; polls: number }
  | { kind: 'invoke'; name: string }
  | { kind: 'child'; name: string; isVirtual: boolean; isLarge: boolean; plans: Plan[] }
  | { kind: 'map'; name: string; isFlat: boolean; maxConcurrency: number; branches: Plan[][] }
  | { kind: 'all'; name: string; steps: number };

type Unnamed<T> = T extends { name: string } ? Omit<T, 'name'> : never;

const { plans } = fc.letrec<{ plans: Unnamed<Plan>[]; plan: Unnamed<Plan> }>((tie) => {
  const inner = tie('plans') as fc.Arbitrary<never[]>;
  return {
    plans: fc.array(tie('plan'), { minLength: 1, maxLength: 4, depthIdentifier: 'tree' }),
    plan: fc.oneof(
      { depthIdentifier: 'tree', maxDepth: 3, depthSize: 'small' },
      fc.record({
        kind: fc.constant('step' as const),
        failures: fc.integer({ min: 0, max: 3 }),
        isCaught: fc.boolean(),
      }),
      fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 100 }) }),
      fc.record({ kind: fc.constant('callback' as const) }),
      fc.record({ kind: fc.constant('condition' as const), polls: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ kind: fc.constant('invoke' as const) }),
      fc.record({ kind: fc.constant('all' as const), steps: fc.integer({ min: 0, max: 3 }) }),
      fc.record({
        kind: fc.constant('child' as const),
        isVirtual: fc.boolean(),
        isLarge: fc.boolean(),
        plans: inner,
      }),
      fc.record({
        kind: fc.constant('map' as const),
        isFlat: fc.boolean(),
        maxConcurrency: fc.integer({ min: 1, max: 3 }),
        branches: fc.array(inner, { maxLength: 3 }),
      }),
    ),
  };
});

/** Plans whose operations all have names of their own. */
export const planArbitrary: fc.Arbitrary<Plan[]> = plans.map((unnamed) => {
  let count = 0;
  const named = (list: readonly unknown[]): Plan[] =>
    list.map((item) => {
      const plan = { ...(item as Plan), name: `op-${count++}` };
      if (plan.kind === 'child') plan.plans = named(plan.plans);
      if (plan.kind === 'map') plan.branches = plan.branches.map(named);
      return plan;
    });
  return named(unnamed);
});

/** Sees every run of a step's code. */
export type OnRun = (name: string) => void;

const LARGE = 'x'.repeat(300_000);
const ATTEMPTS_MAX = 3;

/** The handler that carries out plans, and answers what each of them resulted in. */
export const handlerOf =
  (list: readonly Plan[], onRun: OnRun): DurableExecutionHandler =>
  async (_event, ctx) =>
    runAll(ctx, list, onRun);

async function runAll(ctx: DurableContext, list: readonly Plan[], onRun: OnRun): Promise<unknown[]> {
  const results: unknown[] = [];
  for (const plan of list) results.push(await runPlan(ctx, plan, onRun));
  return results;
}

async function runPlan(ctx: DurableContext, plan: Plan, onRun: OnRun): Promise<unknown> {
  const { name } = plan;
  switch (plan.kind) {
    case 'step':
      return runStep(ctx, plan, onRun);
    case 'wait':
      return ctx.wait(name, { seconds: plan.seconds });
    case 'callback':
      return ctx.waitForCallback(name, async () => onRun(`${name}-submitter`));
    case 'condition':
      return ctx.waitForCondition(name, async (state: number) => state + 1, {
        initialState: 0,
        waitStrategy: (state) =>
          state < plan.polls ? { shouldContinue: true, delay: { seconds: 1 } } : { shouldContinue: false },
      });
    case 'invoke':
      return ctx.invoke(name, 'function', { name });
    case 'all':
      return ctx.promise.all(
        name,
        Array.from({ length: plan.steps }, (_, index) => ctx.step(`${name}-${index}`, async () => index)),
      );
    case 'child':
      return runChild(ctx, plan, onRun);
    case 'map': {
      const batch = await ctx.map(name, plan.branches, (child, branch) => runAll(child, branch, onRun), {
        maxConcurrency: plan.maxConcurrency,
        completionConfig: { toleratedFailureCount: plan.branches.length },
        nesting: plan.isFlat ? 'FLAT' : 'NESTED',
      });
      return batch.all.map(({ status, result, error }) => [status, result ?? error?.message]);
    }
  }
}

async function runStep(ctx: DurableContext, plan: Plan & { kind: 'step' }, onRun: OnRun): Promise<unknown> {
  const outcome = ctx.step(
    plan.name,
    async ({ attempt }) => {
      onRun(plan.name);
      if (attempt <= plan.failures) throw new RangeError(`no ${attempt}`);
      return { name: plan.name };
    },
    { retryStrategy: (_error, attempt) => ({ shouldRetry: attempt < ATTEMPTS_MAX, delay: { seconds: 1 } }) },
  );
  if (!plan.isCaught) return outcome;
  return outcome.catch((error) => (error instanceof Error ? [error.name, error.message] : 'no error'));
}

async function runChild(ctx: DurableContext, plan: Plan & { kind: 'child' }, onRun: OnRun): Promise<unknown> {
  const { name, isVirtual, isLarge } = plan;
  const answer = await ctx.runInChildContext(
    name,
    async (child) => ({ inner: await runAll(child, plan.plans, onRun), padding: isLarge ? LARGE : '' }),
    { virtualContext: isVirtual },
  );
  return [answer.inner, answer.padding.length];
}
