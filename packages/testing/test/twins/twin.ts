// One handler with what its test does, to be run under AWS's testing library with AWS's SDK, and under ours with ours.

import type * as perdure from '@perdure/sdk';
import type { DurableLambdaHandler } from '@perdure/sdk';
import type { DurableOperation, LocalDurableTestRunner, TestResult } from '../../src/index.ts';

/** Either SDK, in the types of ours. */
export type Sdk = typeof perdure;

/** What the runners of both libraries have in common. */
export type Runner = Pick<
  LocalDurableTestRunner,
  | 'run'
  | 'getOperation'
  | 'getOperationByIndex'
  | 'getOperationByNameAndIndex'
  | 'getOperationById'
  | 'registerFunction'
  | 'registerDurableFunction'
  | 'reset'
>;

export interface Twin {
  handler: (sdk: Sdk) => DurableLambdaHandler;
  payload?: unknown;
  /** Before the run. */
  prepare?: (runner: Runner, sdk: Sdk) => void;
  /** While it goes on. */
  during?: (runner: Runner) => Promise<void>;
  /** Parts of the observation that are not compared, each with the reason why AWS's library differs. */
  differs?: { [Part in keyof Observation]?: string };
}

/** A reason for other invocations. */
export const skippedSuspensions =
  "under skipTime AWS's library ends a wait before the handler has suspended, so that some invocations of the service are missing";

export interface Observation {
  outcome: unknown;
  operations: unknown[];
  details: unknown[];
  events: string[];
  invocations: unknown[];
}

/** Runs the twin with one pair of libraries and notes what a test can see. */
export async function observe(twin: Twin, sdk: Sdk, makeRunner: (handler: DurableLambdaHandler) => Runner) {
  const runner = makeRunner(twin.handler(sdk));
  twin.prepare?.(runner, sdk);
  const [result] = await Promise.all([
    runner.run(twin.payload === undefined ? {} : { payload: twin.payload }),
    twin.during?.(runner),
  ]);
  return onPaper({
    outcome: outcomeOf(result),
    operations: result.getOperations().map(describe),
    details: result.getOperations().map(detailsOf),
    events: eventsOf(result),
    invocations: result.getInvocations().map(({ error }) => error ?? 'no error'),
  });
}

/** Members that are undefined do not count. */
const onPaper = (observation: Observation): Observation => JSON.parse(JSON.stringify(observation));

function outcomeOf(result: TestResult): unknown {
  const status = result.getStatus();
  if (status === 'SUCCEEDED') return { status, result: result.getResult() };
  const { errorMessage, errorType, errorData } = result.getError();
  return { status, errorMessage, errorType, errorData };
}

const describe = (operation: DurableOperation): unknown => ({
  id: operation.getId(),
  parentId: operation.getParentId(),
  name: operation.getName(),
  type: operation.getType(),
  subType: operation.getSubType(),
  status: operation.getStatus(),
  isCallback: operation.isCallback(),
  isWaitForCallback: operation.isWaitForCallback(),
  children: operation.getChildOperations()?.map((child) => child.getId()),
});

function detailsOf(operation: DurableOperation): unknown {
  switch (operation.getType()) {
    case 'STEP':
      return withoutStack(operation.getStepDetails());
    case 'CONTEXT':
      return withoutStack(operation.getContextDetails());
    case 'WAIT':
      return { waitSeconds: operation.getWaitDetails()?.waitSeconds };
    case 'CHAINED_INVOKE':
      return withoutStack(operation.getChainedInvokeDetails());
    default: {
      const { callbackId, ...rest } = operation.getCallbackDetails() ?? {};
      return { hasId: callbackId !== undefined, ...withoutStack(rest) };
    }
  }
}

/** Times and stacks belong to one run. */
function withoutStack(details: object | undefined): object {
  const { nextAttemptTimestamp: _, ...rest } = (details ?? {}) as Record<string, unknown>;
  const { error } = rest as { error?: Record<string, unknown> };
  return error === undefined ? rest : { ...rest, error: { ...error, stackTrace: undefined } };
}

/** Events of each operation in their order; between operations the order is the order of their starts. */
function eventsOf(result: TestResult): string[] {
  const events = result.getHistoryEvents();
  const ids = [...new Set(events.map(({ Id = 'invocations' }) => Id))];
  return ids.flatMap((id) =>
    events
      .filter(({ Id = 'invocations' }) => Id === id)
      .map(({ EventType = '', Name }) => (Name === undefined ? EventType : `${EventType} ${Name}`))
      .filter((event) => !event.startsWith('Execution') && !event.startsWith('Invocation')),
  );
}
