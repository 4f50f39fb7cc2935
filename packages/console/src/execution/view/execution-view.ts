// What the panes of an execution show: a fold of its history, and of nothing else. The same events give the same view,
// whether they came as pages or one by one.

import type { HistoryEventType, Millis, OperationStatus } from '@perdure/protocol';
import { grouped } from '../../format/number.ts';

export type OperationKind = 'CONTEXT' | 'STEP' | 'WAIT' | 'CALLBACK' | 'CHAINED_INVOKE';

/** One try of a step, or one poll of a condition. */
export interface Attempt {
  startedAt: Millis;
  endedAt?: Millis;
  failed: boolean;
  /** When the next attempt is due; absent when this was the last, or while it runs. */
  nextAt?: Millis;
  startEventId: number;
  endEventId?: number;
}

export interface OperationView {
  id: string;
  kind: OperationKind;
  name?: string;
  subType?: string;
  parentId?: string;
  status: OperationStatus;
  startedAt: Millis;
  endedAt?: Millis;
  /** Of steps: one for each try, oldest first. */
  attempts: Attempt[];
  children: OperationView[];
  /** Ids of its events, in order. */
  eventIds: number[];
  /** When it ends by itself: a wait that is over, a callback that times out, the next attempt of a step. */
  dueAt?: Millis;
  callbackId?: string;
  heartbeatSeconds?: number;
  timeoutSeconds?: number;
  /** Of a chained invoke: what it runs, and as which execution. */
  functionName?: string;
  childArn?: string;
}

export interface InvocationView {
  requestId: string;
  startedAt: Millis;
  endedAt: Millis;
  failed: boolean;
  eventId: number;
  /** Events recorded while it ran. */
  eventsCount: number;
  /** From its start to the first thing that it recorded: the time that replaying took. */
  replayMillis?: number;
}

export interface PauseView {
  from: Millis;
  to?: Millis;
}

export interface EventLine {
  eventId: number;
  type: HistoryEventType;
  at: Millis;
  operationId?: string;
  name?: string;
}

export interface ExecutionView {
  startedAt: Millis;
  endedAt?: Millis;
  /** Operations without a parent, in the order in which they started. */
  roots: OperationView[];
  operations: ReadonlyMap<string, OperationView>;
  invocations: InvocationView[];
  pauses: PauseView[];
  events: EventLine[];
}

/** What an operation is called: its name, else what the API's own console calls an unnamed one. */
export function titleOf(operation: OperationView, index?: number): string {
  if (operation.name !== undefined) return operation.name;
  if (operation.subType === 'MapIteration' && index !== undefined) return `map-item-${index}`;
  if (operation.subType === 'ParallelBranch' && index !== undefined) return `parallel-branch-${index}`;
  return operation.id.slice(0, shownIdChars);
}

const shownIdChars = 8;

export const isOpen = ({ endedAt }: OperationView): boolean => endedAt === undefined;

export const isOpenCallback = (operation: OperationView): boolean =>
  operation.kind === 'CALLBACK' && isOpen(operation) && operation.callbackId !== undefined;

/** Attempts after the first: what the API's own console calls retries. */
export const retriesOf = ({ attempts }: OperationView): number => Math.max(0, attempts.length - 1);

/** A callback inside a waitForCallback is known by the name of that. */
export function callbackTitle(operation: OperationView, view: ExecutionView): string {
  const parent = operation.parentId === undefined ? undefined : view.operations.get(operation.parentId);
  return titleOf(operation.name === undefined && parent?.name !== undefined ? parent : operation);
}

/** The invocations that have failed since anything else was recorded, newest first. Each is followed by another try. */
export function failingInvocations({ invocations, events }: ExecutionView): InvocationView[] {
  const failing: InvocationView[] = [];
  let newest = events.at(-1)?.eventId;
  for (let index = invocations.length - 1; index >= 0; index -= 1) {
    const invocation = invocations[index];
    if (invocation === undefined || !invocation.failed || invocation.eventId !== newest) break;
    failing.push(invocation);
    newest -= 1;
  }
  return failing;
}

export const failingTitle = (count: number): string =>
  count === 1 ? 'The last invocation failed' : `The last ${grouped(count)} invocations failed`;

/** So many of the callbacks that wait are shown above everything else. */
export const callbacksShownMax = 3;
