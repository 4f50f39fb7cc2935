// Replaying a recorded history with today's code. Nothing is executed anew: the handler runs over what is recorded, and
// every operation that it asks for is compared.

import { type ExecutionId, formatExecutionArn, MILLIS_PER_SECOND } from '@perdure/protocol';
import {
  type DurableExecutionClient,
  DurableExecutionInvocationInputWithClient,
  type DurableExecutionInvocationOutput,
  type LambdaContext,
  type Operation,
} from '@perdure/sdk';
import type { DurableHandler } from '../durable-handler.ts';
import { type RecordedHistory, readHistory } from '../history/read-history.ts';
import { type RecordedExecution, recordedExecution } from '../history/recorded-execution.ts';
import { limits } from '../limits.ts';
import { afterRealTime, inLaterTurn } from '../local/real-timers.ts';
import { ExecutionStatus } from '../results/execution-status.ts';
import { ReplayJudge } from './replay-judge.ts';
import type { ReplayDifference, ReplayReport } from './replay-report.ts';

export interface ReplayOptions {
  /** The ARN that the handler sees. Default: one made of the recorded name. */
  executionArn?: string;
  /**
   * Whether the code may ask for further operations where the recorded execution, or a context in it, had ended, and end
   * otherwise than recorded. Default: false.
   */
  allowAppended?: boolean;
  /** Milliseconds of real time that the handler gets for what it does outside of operations. Default: 30,000. */
  hangTimeout?: number;
}

/**
 * Replays a recorded history with a handler and compares operation by operation. The code of steps does not run, and
 * nothing is sent anywhere; code outside of steps runs, as in every replay.
 *
 * @param handler what `withDurableExecution` of @perdure/sdk returned.
 * @param history the JSON of GetDurableExecutionHistory of any server, with payloads. The execution may still be open.
 * @returns what differs first, if anything.
 * @throws InvalidHistoryError when the history cannot be read; TypeError when the handler is not of @perdure/sdk;
 * HangingReplayError when it does not come to an end.
 */
export async function checkReplay(
  handler: DurableHandler,
  history: RecordedHistory,
  options: ReplayOptions = {},
): Promise<ReplayReport> {
  if (typeof handler !== 'function') {
    throw new TypeError(
      'checkReplay and expectReplays take what withDurableExecution(...) returned, and a history.',
    );
  }
  const execution = recordedExecution(readHistory(history));
  const { allowAppended = false, hangTimeout = limits.hangTimeoutMillisDefault } = options;
  const judge = new ReplayJudge(execution, allowAppended);
  const end = await within(hangTimeout, replay(handler, execution, judge, options.executionArn));
  judge.conclude(end.failure);
  const outcome = allowAppended && end.kind === 'answered' ? undefined : outcomeDifference(execution, end);
  const difference = judge.difference ?? outcome;
  return {
    replays: difference === undefined,
    ...(difference === undefined ? {} : { difference }),
    operations: execution.operations.size,
    recordedStatus: execution.status,
    status: end.status,
  };
}

/** The handler awaits something outside of durable operations that does not come. */
export class HangingReplayError extends Error {
  override readonly name = 'HangingReplayError';
  constructor(millis: number) {
    super(
      `The handler has not ended within ${millis / MILLIS_PER_SECOND} s of real time, and waits for nothing that is recorded: ` +
        'it awaits something outside of durable operations. Put that into a step, or raise hangTimeout.',
    );
  }
}

async function within<Value>(millis: number, work: Promise<Value>): Promise<Value> {
  let cancel = (): void => undefined;
  const hanging = new Promise<never>((_resolve, reject) => {
    cancel = afterRealTime(millis, () => reject(new HangingReplayError(millis)));
  });
  try {
    return await Promise.race([work, hanging]);
  } finally {
    cancel();
  }
}

interface ReplayEnd {
  kind: 'answered' | 'unreadable' | 'thrown';
  status: ExecutionStatus;
  failure: string | undefined;
}

async function replay(
  handler: DurableHandler,
  execution: RecordedExecution,
  judge: ReplayJudge,
  executionArn: string = arnOf(execution),
): Promise<ReplayEnd> {
  const state = { Operations: [], NextMarker: 'recorded' };
  const moment = lastMoment(execution);
  const event = new DurableExecutionInvocationInputWithClient(
    { DurableExecutionArn: executionArn, CheckpointToken: 'replay', InitialExecutionState: state },
    new ReplayClient(execution, judge),
    {
      now: () => moment,
      setTimeout: startTimer,
      setImmediate: inLaterTurn,
    },
    judge,
  );
  try {
    return readOutput((await handler(event, lambdaContext)) as DurableExecutionInvocationOutput, judge);
  } catch (error) {
    if (!judge.isAttached) throw foreignHandler(error);
    const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
    const kind = name === 'SerdesFailedError' ? 'unreadable' : 'thrown';
    return { kind, status: ExecutionStatus.FAILED, failure: message };
  }
}

function readOutput(output: DurableExecutionInvocationOutput, judge: ReplayJudge): ReplayEnd {
  if (!judge.isAttached) throw foreignHandler(undefined);
  if (output.Status === 'PENDING') {
    return { kind: 'answered', status: ExecutionStatus.RUNNING, failure: undefined };
  }
  if (output.Status === 'SUCCEEDED') {
    return { kind: 'answered', status: ExecutionStatus.SUCCEEDED, failure: undefined };
  }
  const { ErrorType = 'Error', ErrorMessage = '' } = output.Error ?? {};
  return { kind: 'answered', status: ExecutionStatus.FAILED, failure: `${ErrorType}: ${ErrorMessage}` };
}

/** The state comes by this client only: an SDK that does not know of the judge is refused before any code runs. */
class ReplayClient implements DurableExecutionClient {
  readonly #execution: RecordedExecution;
  readonly #judge: ReplayJudge;

  constructor(execution: RecordedExecution, judge: ReplayJudge) {
    this.#execution = execution;
    this.#judge = judge;
  }

  async getExecutionState(): Promise<{ Operations: Operation[] }> {
    if (!this.#judge.isAttached) throw foreignHandler(undefined);
    const { id, name, input, startedAt, operations } = this.#execution;
    const itself: Operation = {
      Id: id,
      Name: name,
      Type: 'EXECUTION',
      Status: 'STARTED',
      StartTimestamp: startedAt,
      ExecutionDetails: input === undefined ? {} : { InputPayload: input },
    };
    return { Operations: [itself, ...[...operations.values()].map(({ operation }) => operation)] };
  }

  /** Contexts that were open may end now; nothing else is sent under a watch. */
  async checkpoint({ CheckpointToken }: { CheckpointToken?: string | undefined }) {
    return { CheckpointToken, NewExecutionState: { Operations: [] } };
  }
}

/** Only the SDK's own short pauses pass. What waits for longer waits for what is not recorded. */
function startTimer(task: () => void, delayMillis: number): () => void {
  if (delayMillis > limits.silenceMillis) return () => undefined;
  return afterRealTime(delayMillis, task);
}

function lastMoment({ startedAt, endedAt, operations }: RecordedExecution): number {
  let last = (endedAt ?? startedAt).getTime();
  for (const { operation } of operations.values()) {
    last = Math.max(last, (operation.EndTimestamp ?? operation.StartTimestamp ?? startedAt).getTime());
  }
  return last;
}

const realm = { partition: 'aws', region: 'us-east-1', account: '000000000000' };

const arnOf = ({ name, id }: RecordedExecution): string =>
  formatExecutionArn({
    realm,
    functionName: 'replayed',
    functionVersion: '$LATEST',
    executionName: name,
    executionId: id as ExecutionId,
  });

const ignore = (): void => undefined;
const lambdaContext: LambdaContext = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'replayed',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:replayed',
  memoryLimitInMB: String(limits.memoryMegabytes),
  awsRequestId: 'replay',
  logGroupName: 'replay',
  logStreamName: 'replay',
  getRemainingTimeInMillis: () => limits.functionTimeoutSeconds * MILLIS_PER_SECOND,
  done: ignore,
  fail: ignore,
  succeed: ignore,
};

function outcomeDifference(execution: RecordedExecution, end: ReplayEnd): ReplayDifference | undefined {
  const { status, error } = execution;
  if (end.kind === 'unreadable') {
    return {
      kind: 'unreadable',
      message: `The code cannot read what is recorded. ${end.failure}`,
      within: [],
    };
  }
  const isClosed = status === 'SUCCEEDED' || status === 'FAILED';
  if (end.kind === 'answered' && (!isClosed || end.status === status)) return undefined;
  const recorded = error === undefined ? '' : ` (${error.ErrorType}: ${error.ErrorMessage})`;
  const now =
    end.status === 'RUNNING'
      ? 'waits for something that is not recorded'
      : end.status === 'FAILED'
        ? `fails: ${end.failure}`
        : 'succeeds';
  return {
    kind: 'outcome',
    message: `The recorded execution is ${status}${recorded}, and with this code it ${now}.`,
    within: [],
  };
}

function foreignHandler(cause: unknown): TypeError {
  return new TypeError(
    'A replay can be checked only of what withDurableExecution of @perdure/sdk returned, of this version. For a function ' +
      'written with @aws/durable-execution-sdk-js, let that name stand for @perdure/sdk in the test (resolve.alias in ' +
      'Vitest, moduleNameMapper in Jest): they are source-compatible.',
    cause === undefined ? undefined : { cause },
  );
}
