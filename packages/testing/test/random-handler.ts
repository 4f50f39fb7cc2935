// The handler that carries out a random plan and answers what each of its operations came to.

import {
  type DurableContext,
  type DurableExecutionHandler,
  type DurablePromise,
  NestingType,
  StepSemantics,
  type withRetry,
} from '@perdure/sdk';
import { type Plan, withStepNames } from './random-plan.ts';

/** Sees every run of a step's code. */
export type OnRun = (name: string) => void;
/** Of the SDK on which the handler runs. */
export type WithRetry = typeof withRetry;

type PlanOf<Kind extends Plan['kind']> = Extract<Plan, { kind: Kind }>;

const LARGE = 'x'.repeat(300_000);
const ATTEMPTS_MAX = 3;
const SECONDS_PER_DAY = 86_400;
/** Longer than an answer takes, in plans that are answered. */
const TIMEOUT_SECONDS = 50;

/** The handler of a plan. With `withRetry` of the SDK that wraps it. */
export function randomHandler(
  list: readonly Plan[],
  retry: WithRetry,
  onRun: OnRun,
): DurableExecutionHandler {
  const everySecond = (attemptsMax: number) => (_error: Error, attempt: number) => ({
    shouldRetry: attempt < attemptsMax,
    delay: { seconds: 1 },
  });

  async function runAll(ctx: DurableContext, plans: readonly Plan[]): Promise<unknown[]> {
    const results: unknown[] = [];
    for (const plan of plans) results.push(await runPlan(ctx, plan));
    return results;
  }

  async function runPlan(ctx: DurableContext, plan: Plan): Promise<unknown> {
    switch (plan.kind) {
      case 'step':
        return runStep(ctx, plan);
      case 'wait':
        return ctx.wait(plan.name, { seconds: plan.seconds });
      case 'callback':
        return settled(callback(ctx, plan));
      case 'waitForCallback':
        return settled(waitForCallback(ctx, plan));
      case 'condition':
        return settled(condition(ctx, plan));
      case 'invoke':
        return settled(ctx.invoke(plan.name, plan.name, { name: plan.name }));
      case 'combinator':
        return settled(combine(ctx, plan));
      case 'child':
        return child(ctx, plan);
      case 'retry':
        return settled(retried(ctx, plan));
      case 'map':
        return batch(
          ctx.map(plan.name, plan.branches, (item, branch) => runAll(item, branch), mapConfig(plan)),
        );
      case 'parallel': {
        const branches = plan.branches.map((branch) => (item: DurableContext) => runAll(item, branch));
        return batch(ctx.parallel(plan.name, branches, parallelConfig(plan)));
      }
    }
  }

  async function runStep(ctx: DurableContext, plan: PlanOf<'step'>): Promise<unknown> {
    const { name, failures, isAtMostOnce, isCaught } = plan;
    const outcome = ctx.step(
      name,
      async ({ attempt }) => {
        onRun(name);
        // Failures are counted in those of the step, not of the process: an interrupted attempt is one of them too.
        if (!isAtMostOnce && attempt <= failures) throw new RangeError(`no ${attempt}`);
        return { name };
      },
      {
        retryStrategy: everySecond(isAtMostOnce ? Number.POSITIVE_INFINITY : ATTEMPTS_MAX),
        semantics: isAtMostOnce ? StepSemantics.AtMostOncePerRetry : StepSemantics.AtLeastOncePerRetry,
      },
    );
    return isCaught ? settled(outcome) : outcome;
  }

  async function callback(ctx: DurableContext, { name }: PlanOf<'callback'>): Promise<unknown> {
    const [answer] = await ctx.createCallback(name, { timeout: { seconds: TIMEOUT_SECONDS } });
    return answer;
  }

  function waitForCallback(ctx: DurableContext, plan: PlanOf<'waitForCallback'>): Promise<unknown> {
    const { name, submitterFailures } = plan;
    let failuresLeft = submitterFailures;
    return ctx.waitForCallback(
      name,
      async () => {
        onRun(`${name}-submitter`);
        if (failuresLeft-- > 0) throw new RangeError('not submitted');
      },
      { timeout: { seconds: TIMEOUT_SECONDS }, retryStrategy: everySecond(ATTEMPTS_MAX) },
    );
  }

  const condition = (ctx: DurableContext, { name, polls, failsAt }: PlanOf<'condition'>): Promise<unknown> =>
    ctx.waitForCondition(
      name,
      async (state: number) => {
        if (state + 1 === failsAt) throw new RangeError(`no state ${failsAt}`);
        return state + 1;
      },
      {
        initialState: 0,
        waitStrategy: (state) =>
          state < polls ? { shouldContinue: true, delay: { seconds: 1 } } : { shouldContinue: false },
      },
    );

  async function combine(ctx: DurableContext, plan: PlanOf<'combinator'>): Promise<unknown> {
    const { name, combinator, branches, failing } = plan;
    const steps = Array.from({ length: branches }, (_, index) =>
      ctx.step(
        `${name}-${index}`,
        async () => {
          if (failing && (index > 0 || combinator !== 'any')) throw new RangeError(`branch ${index}`);
          return index;
        },
        { retryStrategy: () => ({ shouldRetry: false }) },
      ),
    );
    switch (combinator) {
      case 'all':
        return ctx.promise.all(name, failing ? steps.slice(0, 1) : steps);
      case 'allSettled':
        return (await ctx.promise.allSettled(name, steps)).map(({ status }) => status);
      case 'any':
        return ctx.promise.any(name, failing ? steps : steps.slice(0, 1));
      case 'race': {
        const sleeper: DurablePromise<unknown> = ctx.wait(`${name}-sleeper`, { seconds: SECONDS_PER_DAY });
        return ctx.promise.race<unknown>(name, [...steps.slice(0, 1), sleeper]);
      }
    }
  }

  async function child(ctx: DurableContext, plan: PlanOf<'child'>): Promise<unknown> {
    const { name, plans, isLarge, isVirtual } = plan;
    const answer = await ctx.runInChildContext(
      name,
      async (inside) => ({ inner: await runAll(inside, plans), padding: isLarge ? LARGE : '' }),
      { virtualContext: isVirtual },
    );
    return [answer.inner, answer.padding.length];
  }

  const retried = (ctx: DurableContext, plan: PlanOf<'retry'>): Promise<unknown> =>
    retry(
      ctx,
      plan.name,
      async (inside, attempt) => {
        const results = await runAll(inside, withStepNames(plan.plans, `@${attempt}`));
        if (attempt <= plan.failures) throw new RangeError(`attempt ${attempt}`);
        return results;
      },
      { retryStrategy: everySecond(ATTEMPTS_MAX), wrapWithRunInChildContext: plan.isWrapped },
    );

  return async (_event, ctx) => runAll(ctx, list);
}

const nestingOf = (isFlat: boolean) => (isFlat ? NestingType.FLAT : NestingType.NESTED);

const mapConfig = ({ maxConcurrency, branches, isFlat }: PlanOf<'map'>) => ({
  maxConcurrency,
  completionConfig: { toleratedFailureCount: branches.length },
  nesting: nestingOf(isFlat),
});

/** One branch at a time: which of them are enough is determined then. */
const parallelConfig = ({ minSuccessful, branches, isFlat }: PlanOf<'parallel'>) => ({
  maxConcurrency: 1,
  completionConfig: {
    minSuccessful: Math.min(minSuccessful, Math.max(1, branches.length)),
    toleratedFailureCount: branches.length,
  },
  nesting: nestingOf(isFlat),
});

interface Batch {
  all: readonly { status: string; result?: unknown; error?: Error }[];
}

const batch = async (running: PromiseLike<Batch>): Promise<unknown> =>
  (await running).all.map(({ status, result, error }) => [status, result ?? error?.message]);

/** The result, or the error as a value: a failure that the handler deals with. */
async function settled(outcome: PromiseLike<unknown>): Promise<unknown> {
  try {
    return await outcome;
  } catch (error) {
    return error instanceof Error ? [error.name, error.message] : 'no error';
  }
}
