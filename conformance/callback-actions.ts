// The outside world of a requirement: who completes the callbacks of an execution.
//
// All actions begin to look for their callback at once, so their delays count from when each callback appears, and not
// from when another action is done. An action that completes a callback claims it, so that the next one of the same name
// takes the next callback, in the order in which the requirement lists them; a heartbeat claims nothing.

import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Event,
  type LambdaClient,
  SendDurableExecutionCallbackFailureCommand,
  SendDurableExecutionCallbackHeartbeatCommand,
  SendDurableExecutionCallbackSuccessCommand,
} from '@aws-sdk/client-lambda';
import type { Execution } from './execution.ts';
import { jsonText } from './json-text.ts';
import type { CallbackAction } from './requirement.ts';
import { isObject, patternOf } from './value-match.ts';

const MILLIS_PER_SECOND = 1000;

/** Does all actions and answers what could not be done, one sentence each. */
export async function performActions(
  client: LambdaClient,
  execution: Execution,
  actions: readonly CallbackAction[],
): Promise<string[]> {
  const claims: Claims = { claimed: new Set(), unserved: actions.filter(isCompletion) };
  const problems = await Promise.all(
    actions.map((action) => performAction(client, execution, action, claims)),
  );
  return problems.filter((problem) => problem !== undefined);
}

interface Claims {
  /** Ids of callbacks that an action completes. */
  claimed: Set<string>;
  /** Actions that have no callback yet, in the order of the requirement. */
  unserved: CallbackAction[];
}

function isCompletion({ Operation }: CallbackAction): boolean {
  return Operation !== 'heartbeat';
}

/** The callback that is for this action, if there is one by now. */
function takeCallback(
  open: readonly OpenCallback[],
  action: CallbackAction,
  claims: Claims,
): string | undefined {
  const named = open.filter(({ name }) => isNamed(action.CallbackName, name));
  if (!isCompletion(action)) return named[0]?.id;
  const first = claims.unserved.find(({ CallbackName }) => CallbackName === action.CallbackName);
  if (first !== action) return undefined;
  // Claimed in the same turn as it is found: no other action can come between.
  const found = named.find(({ id }) => !claims.claimed.has(id));
  if (found === undefined) return undefined;
  claims.claimed.add(found.id);
  claims.unserved.splice(claims.unserved.indexOf(action), 1);
  return found.id;
}

async function performAction(
  client: LambdaClient,
  execution: Execution,
  action: CallbackAction,
  claims: Claims,
): Promise<string | undefined> {
  const callbackId = await execution.until(async () =>
    takeCallback(openCallbacks(await execution.history()), action, claims),
  );
  if (callbackId === undefined) return `no open callback ${action.CallbackName} appeared`;
  await sleep((action.Delay ?? 0) * MILLIS_PER_SECOND);
  try {
    await send(client, callbackId, action);
    return undefined;
  } catch (error) {
    return `${action.Operation} of callback ${action.CallbackName} was refused: ${String(error)}`;
  }
}

async function send(client: LambdaClient, callbackId: string, action: CallbackAction): Promise<void> {
  const { Operation: operation, Payload: payload } = action;
  switch (operation) {
    case 'success': {
      const result = payload === undefined ? {} : { Result: Buffer.from(jsonText(payload)) };
      await client.send(
        new SendDurableExecutionCallbackSuccessCommand({ CallbackId: callbackId, ...result }),
      );
      return;
    }
    case 'failure': {
      const failure = isObject(payload) ? { Error: payload } : {};
      await client.send(
        new SendDurableExecutionCallbackFailureCommand({ CallbackId: callbackId, ...failure }),
      );
      return;
    }
    case 'heartbeat':
      await client.send(new SendDurableExecutionCallbackHeartbeatCommand({ CallbackId: callbackId }));
  }
}

/** A pattern also takes a callback that has no name on the wire, as the one inside of waitForCallback. */
function isNamed(expected: string, name: string | undefined): boolean {
  if (expected === '*') return true;
  const pattern = patternOf(expected);
  return pattern === undefined ? name === expected : name === undefined || pattern.test(name);
}

interface OpenCallback {
  id: string;
  name: string | undefined;
}

const endings = new Set<string>(['CallbackSucceeded', 'CallbackFailed', 'CallbackTimedOut']);

function openCallbacks(events: readonly Event[]): OpenCallback[] {
  const ended = new Set(events.filter(({ EventType }) => endings.has(EventType ?? '')).map(({ Id }) => Id));
  return events
    .filter(({ EventType, Id }) => EventType === 'CallbackStarted' && !ended.has(Id))
    .flatMap(({ Name, CallbackStartedDetails }) => {
      const id = CallbackStartedDetails?.CallbackId;
      return id === undefined ? [] : [{ id, name: Name }];
    });
}
