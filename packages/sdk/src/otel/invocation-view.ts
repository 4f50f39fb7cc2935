// One tree per invocation. An operation is a span in every invocation that works on it or learns of its end; in those that
// end before it does, the span is ended too, without a verdict. All of them link to the execution's span.

import type { Span, SpanContext } from '@opentelemetry/api';
import type { AttemptEndInfo, AttemptInfo, OperationEndInfo, OperationInfo } from '../api/plugin.ts';
import { AttemptSpans } from './attempt-spans.ts';
import type { InvocationTrace } from './invocation-trace.ts';
import type { OtelView } from './otel-view.ts';
import { labelOf, operationAttributes, statusOf } from './span-attributes.ts';

export class InvocationView implements OtelView {
  readonly trace: InvocationTrace;
  readonly #attempts: AttemptSpans;
  readonly #open = new Map<string, Span>();

  constructor(invocationTrace: InvocationTrace) {
    this.trace = invocationTrace;
    this.#attempts = new AttemptSpans(invocationTrace);
  }

  operationStarted(info: OperationInfo): void {
    if (!this.#open.has(info.id)) this.#open.set(info.id, this.#start(info));
  }

  operationEnded(info: OperationEndInfo): void {
    const open = this.#open.get(info.id);
    // Ended in an earlier invocation, which has exported it.
    if (open === undefined && info.isReplay) return;
    const span = open ?? this.#start(info);
    this.#open.delete(info.id);
    if (info.status !== undefined) span.setAttribute('durable.operation.status', info.status);
    if (info.attempt !== undefined) span.setAttribute('durable.attempt.number', info.attempt);
    span.setStatus(statusOf(info.status === 'SUCCEEDED', info.error)).end(this.trace.now());
  }

  attemptStarted(info: AttemptInfo): void {
    const attributes = { 'durable.attempt.number': info.attempt };
    this.#attempts.start(info, this.#spanContext(info.id), this.trace.workflowLink, attributes);
  }

  attemptEnded(info: AttemptEndInfo): void {
    this.#attempts.end(info);
  }

  contextSpan(info: OperationInfo): Span {
    return this.#open.get(info.id) ?? this.trace.invocation;
  }

  attemptSpan(info: AttemptInfo): Span | undefined {
    return this.#attempts.get(info);
  }

  close(): void {
    // All at one moment: none of them may outlast the one around it.
    const endTime = this.trace.now();
    this.#attempts.close(endTime);
    for (const span of this.#open.values()) {
      span.setAttribute('durable.operation.status', 'STARTED').end(endTime);
    }
    this.#open.clear();
  }

  /** The first span of an operation has the id that other invocations can compute; later ones have their own. */
  #start(info: OperationInfo): Span {
    return this.trace.start(
      labelOf(info),
      {
        startTime: this.trace.now(),
        links: [this.trace.workflowLink],
        attributes: operationAttributes(this.trace.info.executionArn, info),
      },
      this.#spanContext(info.parentId),
      info.isReplay || info.status !== 'STARTED' ? undefined : this.trace.operation(info.id).spanId,
    );
  }

  /** The open span of an operation; that of the invocation for what is outside of all operations. */
  #spanContext(id: string | undefined): SpanContext {
    const span = id === undefined ? undefined : this.#open.get(id);
    return (span ?? this.trace.invocation).spanContext();
  }
}
