// What a run is doing, in words: for the errors and warnings of a run that does not get on.

import { callbackName } from '../answers/callback-answers.ts';
import type { ExecutionTrail } from './execution-trail.ts';
import { FUNCTION_UNDER_TEST, type FunctionRegistry } from './function-registry.ts';
import type { LocalInvocation } from './local-invocation.ts';

const HOW_TO_ANSWER =
  'Answer a callback before the run with runner.answerCallback(name, { success: ... }), or during the run with ' +
  'sendCallbackSuccess on its handle after waitForData.';

/** Names what is open and what could answer it. */
export function describeOpen(trails: Iterable<ExecutionTrail>, unusedAnswers: readonly string[]): string {
  const open: string[] = [];
  const remedies = new Set<string>();
  for (const trail of trails) {
    for (const operation of trail.state.operations.values()) {
      if (operation.status !== 'STARTED') continue;
      const since = `is open since ${new Date(operation.startedAt).toISOString()}`;
      if (operation.type === 'CALLBACK') {
        const name = callbackName(trail, operation);
        const label = name === undefined ? `An unnamed callback (${operation.id})` : `Callback "${name}"`;
        open.push(`${label} ${since}, without a timeout.`);
        remedies.add(HOW_TO_ANSWER);
      } else if (operation.type === 'CHAINED_INVOKE') {
        const { name, id } = operation;
        open.push(`${name === undefined ? `An unnamed invoke (${id})` : `Invoke "${name}"`} ${since}.`);
      }
    }
  }
  if (open.length === 0) return 'No operation of it is open.';
  const how = [...remedies].join(' ');
  const names = unusedAnswers.map((name) => `"${name}"`).join(', ');
  const unused = names === '' ? '' : ` Answers are scripted for ${names}, but no callback has that name.`;
  return `${open.join(' ')} ${how}${unused}`.trimEnd();
}

/** Names the steps whose code runs, or the handlers that run outside of steps. */
export function describeRunning(
  trails: ReadonlyMap<string, ExecutionTrail>,
  running: Iterable<LocalInvocation>,
  functions: FunctionRegistry,
): string {
  const steps: string[] = [];
  const owners = new Set<string>();
  for (const trail of trails.values()) {
    if (trail.state.closed !== undefined) continue;
    for (const { id, name } of trail.stepsUnderWay()) {
      owners.add(trail.state.arn);
      steps.push(
        `${name === undefined ? `An unnamed step (${id})` : `Step "${name}"`} of ${functionLabel(trail, functions)} has not ended.`,
      );
    }
  }
  const handlers = [...running]
    .filter(({ task }) => task.executionArn === undefined || !owners.has(task.executionArn))
    .map(({ functionName }) => `${handlerLabel(functionName)} runs, outside of any step.`);
  return [...steps, ...handlers].join(' ') || 'Nothing of it runs.';
}

const functionLabel = (trail: ExecutionTrail, functions: FunctionRegistry): string =>
  handlerLabel(functions.nameOf(trail.state.reference.functionName));

const handlerLabel = (name: string): string =>
  name === FUNCTION_UNDER_TEST ? 'the function under test' : `the function "${name}"`;
