// Matchers for `expect.extend` of Vitest, Jest and Bun. They are plain functions of what is expected and received.

import { isDeepStrictEqual } from 'node:util';
import type { DurableHandler } from '../durable-handler.ts';
import type { RecordedHistory } from '../history/read-history.ts';
import type { DurableOperation } from '../operations/durable-operation.ts';
import { checkReplay, type ReplayOptions } from '../replay/check-replay.ts';
import { ExecutionStatus } from '../results/execution-status.ts';
import type { TestResult, TestResultError } from '../results/test-result.ts';

/** What an operation is to look like. Members that are left out are not compared. */
export interface ExpectedOperation {
  type?: string;
  subType?: string;
  status?: string;
  /** Of a step, context, callback or invoke that succeeded. */
  result?: unknown;
  /** The message of its error, or a part or pattern of it. */
  error?: string | RegExp;
  /** Attempts of a step that have ended. */
  attempts?: number;
  /** How many operations have the name. */
  count?: number;
}

/** How an execution is to have failed. Members that are left out are not compared. */
export interface ExpectedFailure {
  errorType?: string;
  errorMessage?: string | RegExp;
}

/** The matchers as `expect(…)` offers them. `R` is what a matcher answers. */
export interface DurableMatchers<R = unknown> {
  /** The execution SUCCEEDED, with this result if one is given. */
  toHaveSucceeded(result?: unknown): R;
  /** The execution FAILED, with this message, pattern or error if one is given. */
  toHaveFailed(failure?: string | RegExp | ExpectedFailure): R;
  /** RUNNING, SUCCEEDED, FAILED, TIMED_OUT or STOPPED. */
  toHaveStatus(status: string): R;
  /** An operation has the name, and looks like this if that is given. */
  toHaveOperation(name: string, expected?: ExpectedOperation): R;
  /** The handler replays a recorded history. To be awaited. */
  toReplay(history: RecordedHistory, options?: ReplayOptions): Promise<R>;
}

interface Verdict {
  pass: boolean;
  message: () => string;
}

/** A verdict whose message fits both `expect(…)` and `expect(…).not`. */
const verdict = (pass: boolean, problem: string, negated: string): Verdict => ({
  pass,
  message: () => (pass ? negated : problem),
});

/**
 * For `expect.extend(durableMatchers)`. In Vitest and Jest the setup files `@perdure/testing/vitest` and
 * `@perdure/testing/jest` do that, and declare the types.
 */
export const durableMatchers = {
  toHaveSucceeded(received: TestResult, ...expected: [result?: unknown]): Verdict {
    const result = resultOf(received);
    const status = result.getStatus();
    if (status !== ExecutionStatus.SUCCEEDED) {
      return verdict(false, `The execution did not succeed: ${outcomeText(result)}.`, '');
    }
    if (expected.length === 0) return verdict(true, '', `The execution succeeded: ${outcomeText(result)}.`);
    const actual = result.getResult();
    return verdict(
      matches(actual, expected[0]),
      `The execution succeeded with ${shown(actual)} instead of ${shown(expected[0])}.`,
      `The execution succeeded with ${shown(actual)}.`,
    );
  },

  toHaveFailed(received: TestResult, expected: string | RegExp | ExpectedFailure = {}): Verdict {
    const result = resultOf(received);
    if (result.getStatus() !== ExecutionStatus.FAILED) {
      return verdict(false, `The execution did not fail: ${outcomeText(result)}.`, '');
    }
    const failure =
      typeof expected === 'string' || expected instanceof RegExp ? { errorMessage: expected } : expected;
    return verdict(
      isSuchFailure(result.getError(), failure),
      `The execution failed otherwise: ${outcomeText(result)} instead of ${shown(failure)}.`,
      `The execution failed: ${outcomeText(result)}.`,
    );
  },

  toHaveStatus(received: TestResult, status: string): Verdict {
    const result = resultOf(received);
    const text = `The execution is ${outcomeText(result)}`;
    return verdict(result.getStatus() === status, `${text}, and not ${status}.`, `${text}.`);
  },

  toHaveOperation(received: TestResult, name: string, expected: ExpectedOperation = {}): Verdict {
    const operations = resultOf(received).getOperations();
    const named = operations.filter((operation) => operation.getName() === name);
    if (named.length === 0) {
      const names = [
        ...new Set(operations.map((operation) => operation.getName() ?? operation.getSubType())),
      ];
      return verdict(false, `No operation is named "${name}". There are: ${names.join(', ') || 'none'}.`, '');
    }
    const differences = named.map((operation) => differenceFrom(operation, named.length, expected));
    return verdict(
      differences.includes(undefined),
      `The operation "${name}" is otherwise: ${differences[0]}.`,
      `The execution has an operation "${name}"${Object.keys(expected).length > 0 ? ' of that kind' : ''}.`,
    );
  },

  async toReplay(
    received: DurableHandler,
    history: RecordedHistory,
    options?: ReplayOptions,
  ): Promise<Verdict> {
    const { difference } = await checkReplay(received, history, options);
    return verdict(
      difference === undefined,
      `The code does not replay the history. ${difference?.message ?? ''}`,
      'The code replays the history.',
    );
  },
};

function resultOf(received: TestResult): TestResult {
  if (typeof received?.getStatus === 'function' && typeof received.getOperations === 'function')
    return received;
  throw new TypeError('This matcher takes what `await runner.run()` answered.');
}

function outcomeText(result: TestResult): string {
  const status = result.getStatus() ?? 'without a status';
  if (status === ExecutionStatus.SUCCEEDED) return `${status} with ${shown(result.getResult())}`;
  const { errorType = 'Error', errorMessage = '' } = result.getError();
  return `${status} with ${errorType}: ${errorMessage}`;
}

const shown = (value: unknown): string =>
  value instanceof RegExp ? String(value) : (JSON.stringify(value, showPatterns) ?? String(value));

const showPatterns = (_key: string, value: unknown): unknown =>
  value instanceof RegExp ? String(value) : value;

interface Asymmetric {
  asymmetricMatch(value: unknown): boolean;
}

const isAsymmetric = (expected: unknown): expected is Asymmetric =>
  typeof expected === 'object' && expected !== null && 'asymmetricMatch' in expected;

/** Equality of values that came through JSON; `expect.objectContaining(…)` and its kin are asked. */
function matches(actual: unknown, expected: unknown): boolean {
  if (isAsymmetric(expected)) return expected.asymmetricMatch(actual);
  const isTree = typeof expected === 'object' && expected !== null;
  if (!isTree || typeof actual !== 'object' || actual === null) return isDeepStrictEqual(actual, expected);
  if (Array.isArray(actual) !== Array.isArray(expected)) return false;
  const wanted = Object.entries(expected).filter(([, value]) => value !== undefined);
  return (
    wanted.length === Object.keys(actual).length &&
    wanted.every(([key, value]) => key in actual && matches((actual as Record<string, unknown>)[key], value))
  );
}

const isSuchText = (text: string | undefined, expected: string | RegExp): boolean =>
  typeof expected === 'string' ? (text ?? '').includes(expected) : expected.test(text ?? '');

function isSuchFailure(error: TestResultError, { errorType, errorMessage }: ExpectedFailure): boolean {
  if (errorType !== undefined && error.errorType !== errorType) return false;
  return errorMessage === undefined || isSuchText(error.errorMessage, errorMessage);
}

/** The first member in which an operation is not as expected, in words. */
function differenceFrom(
  operation: DurableOperation,
  count: number,
  expected: ExpectedOperation,
): string | undefined {
  const { result, error } = outcomeOf(operation);
  const actual: { [Member in keyof Required<ExpectedOperation>]: unknown } = {
    type: operation.getType(),
    subType: operation.getSubType(),
    status: operation.getStatus(),
    result,
    error: error?.errorMessage,
    attempts: operation.getType() === 'STEP' ? operation.getStepDetails()?.attempt : undefined,
    count,
  };
  for (const member of Object.keys(expected) as (keyof ExpectedOperation)[]) {
    const wanted = expected[member];
    const isSuch =
      member === 'error'
        ? isSuchText(error?.errorMessage, wanted as string | RegExp)
        : matches(actual[member], wanted);
    if (!isSuch) return `its ${member} is ${shown(actual[member])} instead of ${shown(wanted)}`;
  }
  return undefined;
}

function outcomeOf(operation: DurableOperation): { result?: unknown; error?: TestResultError | undefined } {
  switch (operation.getType()) {
    case 'STEP':
      return operation.getStepDetails() ?? {};
    case 'CONTEXT':
      return operation.getContextDetails() ?? {};
    case 'CALLBACK':
      return operation.getCallbackDetails() ?? {};
    case 'CHAINED_INVOKE':
      return operation.getChainedInvokeDetails() ?? {};
    default:
      return {};
  }
}
