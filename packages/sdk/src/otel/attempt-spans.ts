import type { Attributes, Link, Span, SpanContext } from '@opentelemetry/api';
import type { AttemptEndInfo, AttemptInfo } from '../api/plugin.ts';
import type { InvocationTrace } from './invocation-trace.ts';
import { labelOf, operationAttributes, statusOf } from './span-attributes.ts';

/** The spans of the attempts of one invocation: the same in both views but for what they hang on. */
export class AttemptSpans {
  readonly #trace: InvocationTrace;
  readonly #open = new Map<string, Span>();

  constructor(trace: InvocationTrace) {
    this.#trace = trace;
  }

  start(info: AttemptInfo, parent: SpanContext, link: Link, attributes: Attributes = {}): void {
    const span = this.#trace.start(
      `${labelOf(info)} attempt ${info.attempt}`,
      {
        startTime: this.#trace.now(),
        links: [link],
        attributes: { ...operationAttributes(this.#trace.info.executionArn, info), ...attributes },
      },
      parent,
    );
    this.#open.set(info.id, span);
  }

  get(info: AttemptInfo): Span | undefined {
    return this.#open.get(info.id);
  }

  end(info: AttemptEndInfo): void {
    const span = this.#open.get(info.id);
    if (span === undefined) return;
    this.#open.delete(info.id);
    if (info.error !== undefined) span.recordException(info.error, this.#trace.now());
    span
      .setAttribute('durable.attempt.outcome', info.outcome)
      .setStatus(statusOf(info.outcome === 'SUCCEEDED', info.error))
      .end(this.#trace.now());
  }

  /** Ends what nobody waited for. */
  close(endTime: number): void {
    for (const span of this.#open.values()) span.end(endTime);
    this.#open.clear();
  }
}
