// The callback actions of a requirement as answers that are given on a virtual clock.

import type { CallbackAnswer, LocalDurableTestRunner } from '@perdure/testing';
import { jsonText } from '../json-text.ts';
import type { CallbackAction } from '../requirement.ts';
import { isObject } from '../value-match.ts';

/** Scripts the answers: those of one name are for the callbacks of that name in turn. */
export function scriptAnswers(runner: LocalDurableTestRunner, actions: readonly CallbackAction[]): void {
  for (const [name, ofName] of Map.groupBy(actions, ({ CallbackName }) => CallbackName)) {
    const ends = ofName.filter(({ Operation }) => Operation !== 'heartbeat');
    const heartbeat = ofName.find(({ Operation }) => Operation === 'heartbeat');
    runner.answerCallback(name, (index) => ({ ...answerOf(ends[index]), ...beatOf(heartbeat) }));
  }
}

function answerOf(action: CallbackAction | undefined): CallbackAnswer {
  if (action === undefined) return { open: true };
  const after = { seconds: action.Delay ?? 0 };
  const { Payload: payload } = action;
  if (action.Operation === 'failure') return { after, failure: isObject(payload) ? payload : {} };
  return { after, success: payload === undefined ? undefined : jsonText(payload) };
}

const beatOf = (action: CallbackAction | undefined) =>
  action === undefined ? {} : { heartbeatEvery: { seconds: action.Delay ?? 1 } };
