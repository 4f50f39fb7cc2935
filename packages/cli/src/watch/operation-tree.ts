// The operations of an execution, folded from its history. Owns: what is known of each operation. Does not own: how it
// is drawn (see live-view.ts).

import type { ErrorObject } from '@perdure/protocol';
import { detailsOf } from '../output/event-details.ts';
import type { FollowedEvent } from './follow-execution.ts';

export interface OperationView {
  id: string;
  /** The name that the handler gave it, or its kind in parentheses. */
  name: string;
  /** `Step`, `Wait`, `WaitForCallback` and so on. */
  kind: string;
  state: 'running' | 'retrying' | 'succeeded' | 'failed';
  /** Epoch seconds. */
  startedAt: number;
  endedAt?: number;
  /** Attempts that ended, for a step; 0 for what has no attempts. */
  attempts: number;
  /** Until the next attempt, or the length of a wait, or the timeout of a callback. Seconds. */
  delaySeconds?: number;
  error?: ErrorObject;
  callbackId?: string;
  children: OperationView[];
}

const operationEvent = /^(Step|Wait|Callback|Context|ChainedInvoke)(\w+)$/;

export class OperationTree {
  readonly roots: OperationView[] = [];
  readonly #views = new Map<string, OperationView>();

  /** The operation that the event is about; undefined for events of the execution itself. */
  apply(event: FollowedEvent): OperationView | undefined {
    const [, type, phase] = operationEvent.exec(event.EventType) ?? [];
    if (type === undefined || event.Id === undefined) return undefined;
    const view = this.#views.get(event.Id) ?? this.#add(event.Id, type, event);
    this.#advance(view, phase ?? '', event);
    return view;
  }

  /** Callbacks that still wait for an answer, oldest first. */
  openCallbacks(): OperationView[] {
    return [...this.#views.values()].filter(({ callbackId, state }) => callbackId && state === 'running');
  }

  #add(id: string, type: string, event: FollowedEvent): OperationView {
    const view: OperationView = {
      id,
      name: event.Name ?? `(${event.SubType ?? type})`,
      kind: event.SubType ?? type,
      state: 'running',
      startedAt: event.EventTimestamp,
      attempts: 0,
      children: [],
    };
    this.#views.set(id, view);
    const parent = event.ParentId === undefined ? undefined : this.#views.get(event.ParentId);
    (parent?.children ?? this.roots).push(view);
    return view;
  }

  #advance(view: OperationView, phase: string, event: FollowedEvent): void {
    const details = detailsOf(event);
    const nextAttemptSeconds = details.RetryDetails?.NextAttemptDelaySeconds;
    view.attempts = details.RetryDetails?.CurrentAttempt ?? view.attempts;
    if (phase === 'Started') {
      view.state = 'running';
      const delaySeconds = details.Duration ?? details.Timeout;
      if (delaySeconds !== undefined) view.delaySeconds = delaySeconds;
      if (details.CallbackId !== undefined) view.callbackId = details.CallbackId;
      return;
    }
    if (details.Error?.Payload !== undefined) view.error = details.Error.Payload;
    if (nextAttemptSeconds !== undefined) {
      view.state = 'retrying';
      view.delaySeconds = nextAttemptSeconds;
      return;
    }
    view.state = phase === 'Succeeded' ? 'succeeded' : 'failed';
    view.endedAt = event.EventTimestamp;
    if (phase === 'Succeeded') delete view.error;
  }
}
