// Random trees of operations, built so that their outcome depends on nothing but the tree: a race has one branch that
// ends at once and others that take a day, and an `any` has one that succeeds.

import fc from 'fast-check';

export type Plan =
  | { kind: 'step'; name: string; failures: number; isAtMostOnce: boolean; isCaught: boolean }
  | { kind: 'wait'; name: string; seconds: number }
  | { kind: 'callback'; name: string; end: ExternalEnd; delay: number }
  | { kind: 'waitForCallback'; name: string; end: ExternalEnd; delay: number; submitterFailures: number }
  | { kind: 'condition'; name: string; polls: number; failsAt: number }
  | { kind: 'invoke'; name: string; fails: boolean; delay: number }
  | { kind: 'child'; name: string; isVirtual: boolean; isLarge: boolean; plans: Plan[] }
  | { kind: 'map'; name: string; isFlat: boolean; maxConcurrency: number; branches: Plan[][] }
  | { kind: 'parallel'; name: string; isFlat: boolean; minSuccessful: number; branches: Plan[][] }
  | { kind: 'combinator'; name: string; combinator: Combinator; branches: number; failing: boolean }
  | { kind: 'retry'; name: string; failures: number; isWrapped: boolean; plans: Plan[] };

export type ExternalEnd = 'success' | 'failure' | 'timeout';
export type Combinator = 'all' | 'allSettled' | 'any' | 'race';

type Unnamed<T> = T extends { name: string } ? Omit<T, 'name'> : never;

const kind = <Kind extends Plan['kind']>(value: Kind) => fc.constant(value);
const delay = fc.integer({ min: 0, max: 20 });
const end = fc.constantFrom<ExternalEnd[]>('success', 'failure', 'timeout');
const failures = fc.integer({ min: 0, max: 3 });

const { plans } = fc.letrec<{ plans: Unnamed<Plan>[]; plan: Unnamed<Plan> }>((tie) => {
  const inner = tie('plans') as fc.Arbitrary<never[]>;
  return {
    plans: fc.array(tie('plan'), { minLength: 1, maxLength: 4, depthIdentifier: 'tree' }),
    plan: fc.oneof(
      { depthIdentifier: 'tree', maxDepth: 3, depthSize: 'small' },
      fc.record({ kind: kind('step'), failures, isAtMostOnce: fc.boolean(), isCaught: fc.boolean() }),
      fc.record({ kind: kind('wait'), seconds: fc.integer({ min: 1, max: 100 }) }),
      fc.record({ kind: kind('callback'), end, delay }),
      fc.record({
        kind: kind('waitForCallback'),
        end,
        delay,
        submitterFailures: fc.integer({ min: 0, max: 2 }),
      }),
      fc.record({
        kind: kind('condition'),
        polls: fc.integer({ min: 1, max: 3 }),
        failsAt: fc.nat({ max: 8 }),
      }),
      fc.record({ kind: kind('invoke'), fails: fc.boolean(), delay }),
      fc.record({
        kind: kind('combinator'),
        combinator: fc.constantFrom<Combinator[]>('all', 'allSettled', 'any', 'race'),
        branches: fc.integer({ min: 1, max: 3 }),
        failing: fc.boolean(),
      }),
      fc.record({ kind: kind('child'), isVirtual: fc.boolean(), isLarge: fc.boolean(), plans: inner }),
      fc.record({
        kind: kind('map'),
        isFlat: fc.boolean(),
        maxConcurrency: fc.integer({ min: 1, max: 3 }),
        branches: fc.array(inner, { maxLength: 3 }),
      }),
      fc.record({
        kind: kind('parallel'),
        isFlat: fc.boolean(),
        minSuccessful: fc.integer({ min: 1, max: 3 }),
        branches: fc.array(inner, { maxLength: 3 }),
      }),
      fc.record({
        kind: kind('retry'),
        failures: fc.integer({ min: 0, max: 2 }),
        isWrapped: fc.boolean(),
        plans: inner,
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
      if (plan.kind === 'child' || plan.kind === 'retry') plan.plans = named(plan.plans);
      if (plan.kind === 'map' || plan.kind === 'parallel') plan.branches = plan.branches.map(named);
      return plan;
    });
  return named(unnamed);
});

/** All plans of a tree, each before those inside it. */
export function* everyPlan(list: readonly Plan[]): Generator<Plan> {
  for (const plan of list) {
    yield plan;
    if (plan.kind === 'child' || plan.kind === 'retry') yield* everyPlan(plan.plans);
    if (plan.kind === 'map' || plan.kind === 'parallel') {
      for (const branch of plan.branches) yield* everyPlan(branch);
    }
  }
}

/** The same tree with other names for its steps: what is repeated must not be taken for what it repeats. */
export const withStepNames = (list: readonly Plan[], suffix: string): Plan[] =>
  list.map((plan) => {
    switch (plan.kind) {
      case 'step':
        return { ...plan, name: plan.name + suffix };
      case 'child':
      case 'retry':
        return { ...plan, plans: withStepNames(plan.plans, suffix) };
      case 'map':
      case 'parallel':
        return { ...plan, branches: plan.branches.map((branch) => withStepNames(branch, suffix)) };
      default:
        return plan;
    }
  });
