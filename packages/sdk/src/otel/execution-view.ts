// One tree per execution. An operation is one span, exported once, by the invocation in which it ends, with the time of its
// start whenever that was. Ids can be computed, so that children and parents meet though processes lie between them.

import { type Span, trace } from '@opentelemetry/api';
import type { AttemptEndInfo, AttemptInfo, OperationEndInfo, OperationInfo } from '../api/plugin.ts';
import { AttemptSpans } from './attempt-spans.ts';
import type { InvocationTrace } from './invocation-trace.ts';
import type { OtelView } from './otel-view.ts';
import { labelOf, operationAttributes, statusOf } from './span-attributes.ts';

export class ExecutionView implements OtelView {
  readonly trace: InvocationTrace;
  readonly #attempts: AttemptSpans;
  /** When operations began that this invocation has seen begin, by id. */
  readonly #startTimes = new Map<string, number>();

  constructor(invocationTrace: InvocationTrace) {
    this.trace = invocationTrace;
    this.#attempts = new AttemptSpans(invocationTrace);
  }

  operationStarted({ id, startTimestamp, isReplay }: OperationInfo): void {
    if (!isReplay) this.trace.hasNews = true;
    const now = this.trace.now();
    this.#startTimes.set(id, Math.min(startTimestamp?.getTime() ?? now, this.#startTimes.get(id) ?? now));
  }

  operationEnded(info: OperationEndInfo): void {
    const seen = this.#startTimes.get(info.id);
    if (!info.isReplay) this.trace.hasNews = true;
    // Ended in an earlier invocation, which has exported it.
    else if (seen === undefined) return;
    // A virtual context has no record, so that it is always a replay. Before there was news it has been exported too.
    else if (!this.trace.hasNews) return;
    this.#startTimes.delete(info.id);
    const now = this.trace.now();
    const startTime = Math.min(seen ?? now, info.startTimestamp?.getTime() ?? now);
    const span = this.trace.start(
      labelOf(info),
      {
        startTime,
        links: [this.trace.invocationLink],
        attributes: operationAttributes(this.trace.info.executionArn, info),
      },
      info.parentId === undefined ? this.trace.workflow : this.trace.operation(info.parentId),
      this.trace.operation(info.id).spanId,
    );
    // What this invocation has seen end has lasted until now; the record may be older by the way of its acknowledgement.
    const endTime = seen === undefined ? Math.min(info.endTimestamp?.getTime() ?? now, now) : now;
    span.setStatus(statusOf(info.status === 'SUCCEEDED', info.error)).end(Math.max(startTime, endTime));
  }

  attemptStarted(info: AttemptInfo): void {
    this.trace.hasNews = true;
    this.#attempts.start(info, this.trace.operation(info.id), this.trace.invocationLink);
  }

  attemptEnded(info: AttemptEndInfo): void {
    this.#attempts.end(info);
  }

  contextSpan(info: OperationInfo): Span {
    return trace.wrapSpanContext(this.trace.operation(info.id));
  }

  attemptSpan(info: AttemptInfo): Span | undefined {
    return this.#attempts.get(info);
  }

  close(): void {
    this.#attempts.close(this.trace.now());
  }
}
