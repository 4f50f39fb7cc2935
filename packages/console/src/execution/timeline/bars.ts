// What is drawn for an operation on the timeline: times of work, of waiting, and of waiting for another try.

import type { Millis } from '@perdure/protocol';
import type { Tone } from '../../parts/status-words.ts';
import { toneOf } from '../../parts/status-words.ts';
import { type ExecutionView, isOpen, type OperationView } from '../view/execution-view.ts';
import type { Span } from './time-scale.ts';

export interface Bar extends Span {
  /** `work`: its code ran. `wait`: nothing ran. `back-off`: nothing ran, because the try before had failed. `group`: of others. */
  kind: 'work' | 'wait' | 'back-off' | 'group';
  tone: Tone;
  /** For those who point at it. */
  says: string;
}

/** @param until Where what is open ends on the picture: now, or the end of the execution. */
export function barsOf(operation: OperationView, until: Millis, isClosed: boolean): Bar[] {
  const tone = toneOf(operation.status, isClosed && isOpen(operation));
  const whole = { from: operation.startedAt, to: operation.endedAt ?? until };
  if (operation.kind === 'CONTEXT') return [{ ...whole, kind: 'group', tone, says: 'Context' }];
  if (operation.kind === 'STEP') return attemptBars(operation, until, tone);
  if (operation.kind === 'CHAINED_INVOKE') return [{ ...whole, kind: 'work', tone, says: 'Chained invoke' }];
  return [{ ...whole, kind: 'wait', tone, says: operation.kind === 'WAIT' ? 'Wait' : 'Waits for an answer' }];
}

function attemptBars({ attempts, endedAt }: OperationView, until: Millis, tone: Tone): Bar[] {
  return attempts.flatMap((attempt, index): Bar[] => {
    const number = index + 1;
    const isLast = number === attempts.length;
    const to = attempt.endedAt ?? endedAt ?? until;
    const own = attempt.failed ? 'bad' : isLast ? tone : 'good';
    const work: Bar = { from: attempt.startedAt, to, kind: 'work', tone: own, says: `Attempt ${number}` };
    const backOffEnd = attempts[number]?.startedAt ?? (attempt.nextAt === undefined ? undefined : until);
    if (attempt.endedAt === undefined || backOffEnd === undefined || backOffEnd <= attempt.endedAt)
      return [work];
    const says = `Waits for attempt ${number + 1}`;
    return [work, { from: attempt.endedAt, to: backOffEnd, kind: 'back-off', tone: own, says }];
  });
}

/** When something went on: invocations, attempts, and the moments of all events. */
export function busySpans(view: ExecutionView, until: Millis): Span[] {
  const attempts = [...view.operations.values()].flatMap((operation) =>
    operation.attempts.map(({ startedAt, endedAt }) => ({
      from: startedAt,
      to: endedAt ?? operation.endedAt ?? until,
    })),
  );
  return [
    ...view.invocations.map(({ startedAt, endedAt }) => ({ from: startedAt, to: endedAt })),
    ...attempts,
    ...view.events.map(({ at }) => ({ from: at, to: at })),
  ];
}
