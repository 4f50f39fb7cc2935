// One requirement, from deploying its handler to comparing what the service shows.

import { setTimeout as sleep } from 'node:timers/promises';
import { type Event, InvokeCommand } from '@aws-sdk/client-lambda';
import { type Bindings, fill } from './bindings.ts';
import type { SdkName } from './bundle.ts';
import { performActions } from './callback-actions.ts';
import { Execution } from './execution.ts';
import { readRecords } from './function-logs.ts';
import { historyMismatches, lastEventId } from './history-match.ts';
import {
  ASYNCHRONOUS_EXECUTION_SECONDS,
  EXECUTION_MILLIS_MAX,
  LOG_SETTLE_MILLIS,
  SYNCHRONOUS_EXECUTION_SECONDS,
  TIMED_OUT_EXECUTION_SECONDS,
} from './limits.ts';
import { logMismatches } from './log-match.ts';
import type { CallbackAction, Requirement } from './requirement.ts';
import { SERVICE_NAME } from './span-record.ts';
import { readSpans } from './span-records.ts';
import type { Stage } from './stage.ts';
import { executionsOf, telemetryMismatches } from './telemetry-match.ts';
import { mismatches } from './value-match.ts';

export interface Outcome {
  requirement: Requirement;
  sdk: SdkName;
  /** What is wrong, one sentence each; empty when the requirement is met. */
  problems: readonly string[];
  history: readonly Event[];
  seconds: number;
}

export interface Run {
  requirement: Requirement;
  sdk: SdkName;
  /** What was made up for the requirement; two runs that are compared get the same. */
  generated: Bindings;
  variables?: Readonly<Record<string, string>>;
}

const MILLIS_PER_SECOND = 1000;

export async function runRequirement(stage: Stage, run: Run): Promise<Outcome> {
  const begun = Date.now();
  const { requirement, sdk, variables } = run;
  const functionName = `conformance-${sdk}-${requirement.suite}-${requirement.id}`;
  const history: Event[] = [];
  const problems: string[] = [];
  try {
    await stage.deploy({
      name: functionName,
      suite: requirement.suite,
      id: requirement.id,
      sdk,
      executionSeconds: executionSeconds(requirement),
      ...(variables === undefined ? {} : { variables }),
    });
    const bindings = new Map(run.generated);
    const execution = await start(stage, functionName, requirement, bindings);
    problems.push(...(await follow(stage, execution, requirement, bindings)));
    history.push(...(await execution.history()));
    problems.push(...historyMismatches(requirement.history, history, bindings));
    problems.push(...(await compareLogs(stage, functionName, execution, requirement, bindings)));
    problems.push(...(await compareSpans(stage, execution, requirement, bindings)));
    await execution.stop();
    await stage.remove(functionName);
  } catch (error) {
    problems.push(String(error));
  }
  return { requirement, sdk, problems, history, seconds: (Date.now() - begun) / MILLIS_PER_SECOND };
}

function executionSeconds({ asynchronous, result }: Requirement): number {
  if (result?.ExecutionStatus === 'TIMED_OUT') return TIMED_OUT_EXECUTION_SECONDS;
  return asynchronous ? ASYNCHRONOUS_EXECUTION_SECONDS : SYNCHRONOUS_EXECUTION_SECONDS;
}

async function start(
  stage: Stage,
  functionName: string,
  requirement: Requirement,
  bindings: Bindings,
): Promise<Execution> {
  const { input, asynchronous } = requirement;
  const payload = input === undefined ? {} : { Payload: Buffer.from(JSON.stringify(fill(input, bindings))) };
  const { DurableExecutionArn: arn } = await stage.client.send(
    new InvokeCommand({
      FunctionName: functionName,
      Qualifier: '$LATEST',
      InvocationType: asynchronous ? 'Event' : 'RequestResponse',
      ...payload,
    }),
    { abortSignal: AbortSignal.timeout(EXECUTION_MILLIS_MAX) },
  );
  if (arn === undefined) throw new Error('the answer to Invoke names no execution');
  return new Execution(stage.client, arn, Date.now() + EXECUTION_MILLIS_MAX);
}

/** Plays the outside world until the execution has come as far as the requirement looks; then compares its result. */
async function follow(
  stage: Stage,
  execution: Execution,
  requirement: Requirement,
  bindings: Bindings,
): Promise<string[]> {
  const actions = requirement.actions.map(
    (action): CallbackAction => ({
      ...action,
      CallbackName: String(fill(action.CallbackName, bindings)),
      ...(action.Payload === undefined ? {} : { Payload: fill(action.Payload, bindings) }),
    }),
  );
  const [problems, arrived] = await Promise.all([
    performActions(stage.client, execution, actions),
    requirement.result === undefined
      ? execution.until(() => hasEvents(execution, lastEventId(requirement.history)))
      : execution.until(async () => ((await execution.isRunning()) ? undefined : true)),
  ]);
  if (arrived === undefined) problems.push('the execution did not come to its expected end in time');
  if (requirement.result !== undefined) {
    problems.push(...(await compareResult(execution, requirement.result, bindings)));
  }
  return problems;
}

async function hasEvents(execution: Execution, count: number): Promise<true | undefined> {
  const history = await execution.history();
  return history.length >= count ? true : undefined;
}

async function compareResult(
  execution: Execution,
  expected: Readonly<Record<string, unknown>>,
  bindings: Bindings,
): Promise<string[]> {
  const { Status, Result, Error: error } = await execution.describe();
  const actual = {
    ExecutionStatus: Status,
    Result: Result === undefined ? undefined : parsedOrText(Result),
    Error: error,
    ErrorType: error?.ErrorType,
    ErrorMessage: error?.ErrorMessage,
  };
  const problems = mismatches(expected, actual, bindings, 'result');
  return problems.length > 0 && error !== undefined
    ? [...problems, `the execution's error is ${error.ErrorType}: ${error.ErrorMessage}`]
    : problems;
}

function parsedOrText(result: string): unknown {
  try {
    return JSON.parse(result);
  } catch {
    return result;
  }
}

/** Lines reach their file a moment after they are printed; too many of them would show only then. */
async function compareLogs(
  stage: Stage,
  functionName: string,
  execution: Execution,
  { logs }: Requirement,
  bindings: Bindings,
): Promise<string[]> {
  if (logs.length === 0 || stage.logFolder === undefined) return [];
  await sleep(LOG_SETTLE_MILLIS);
  const { logFolder } = stage;
  const compare = async () =>
    logMismatches(logs, await readRecords(logFolder, functionName, execution.arn), bindings);
  // On a busy machine they may take longer.
  await execution.until(async () => ((await compare()).length === 0 ? true : undefined));
  return compare();
}

/** The spans of the execution, and of the one that it started. */
async function compareSpans(
  stage: Stage,
  execution: Execution,
  { telemetry }: Requirement,
  bindings: Bindings,
): Promise<string[]> {
  if (telemetry === undefined) return [];
  const names = new Map([...bindings, ['EXECUTION_ARN', execution.arn], ['SERVICE_NAME', SERVICE_NAME]]);
  const spans = await readSpans(stage.spanFile, executionsOf(telemetry, names));
  return telemetryMismatches(telemetry, spans, names);
}
