// Owns: what one invocation adds to the trace of its execution, from its first span to its last.
//
// T1  All spans of an execution are in one trace, which the execution's ARN and start determine unless upstream does.
// T2  Whether a trace is sampled is decided once per invocation: by upstream if it says so, else by the provider's sampler,
//     which sees the same root span with the same ids in every invocation and so comes to the same decision.
// T3  Times are taken from one monotonic clock that is set by the system's when the invocation begins: a child span never
//     leaves its parent because of a clock that was corrected in between.

import {
  isSpanContextValid,
  type Link,
  type Span,
  type SpanContext,
  type SpanOptions,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import type { InvocationEndInfo, InvocationInfo, PluginInvocationStatus } from '../api/plugin.ts';
import { type ContextExtractor, xRayContextExtractor } from './context-extractors.ts';
import type { SpanIds } from './deterministic-id-generator.ts';
import type { OtelPluginConfig } from './otel-plugin-config.ts';
import { invocationStatus, statusOf } from './span-attributes.ts';
import {
  deriveExecutionRootSpanId,
  deriveSpanIdFromOperationId,
  deriveTraceIdFromArn,
  deriveWorkflowSpanId,
} from './span-ids.ts';
import type { SpanStarter } from './span-starter.ts';

export class InvocationTrace {
  readonly info: InvocationInfo;
  /** Where a span of the whole execution is, whether it is ever exported or not. */
  readonly workflow: SpanContext;
  readonly invocation: Span;
  /** Whether this invocation has come to work that no earlier one did. */
  hasNews: boolean;
  isEnded = false;
  readonly #starter: SpanStarter;
  readonly #workflowSpan: Span | undefined;
  readonly #clockOffset = Date.now() - performance.now();

  constructor(starter: SpanStarter, config: OtelPluginConfig, info: InvocationInfo) {
    this.info = info;
    this.hasNews = info.isFirstInvocation;
    this.#starter = starter;
    const { executionArn, executionStartTimestamp, isFirstInvocation } = info;
    const extract: ContextExtractor = config.contextExtractor ?? xRayContextExtractor;
    const upstream = extract(info) ?? {};
    const traceId = upstream.traceId ?? deriveTraceIdFromArn(executionArn, executionStartTimestamp);
    const ids = { traceId, spanId: deriveWorkflowSpanId(executionArn) };
    const isDropped = upstream.traceFlags !== undefined && (upstream.traceFlags & TraceFlags.SAMPLED) === 0;
    // It is exported only if the execution ends in this invocation: a span that nobody ends is never seen.
    this.#workflowSpan = isDropped
      ? undefined
      : starter.start(
          config.workflowSpanName ?? 'Workflow',
          {
            startTime: executionStartTimestamp ?? this.now(),
            attributes: { 'durable.execution.arn': executionArn },
          },
          undefined,
          ids,
        );
    const traceFlags = upstream.traceFlags ?? this.#workflowSpan?.spanContext().traceFlags ?? TraceFlags.NONE;
    this.workflow = { ...ids, traceFlags };
    this.invocation = starter.start(
      'Invocation',
      {
        startTime: this.now(),
        attributes: {
          'durable.execution.arn': executionArn,
          'durable.invocation.first': isFirstInvocation,
        },
      },
      ambientSpan(traceId) ?? {
        traceId,
        spanId: upstream.parentSpanId ?? deriveExecutionRootSpanId(executionArn),
        traceFlags,
        isRemote: true,
      },
      {},
    );
  }

  /** Milliseconds since the epoch (T3). */
  now(): number {
    return this.#clockOffset + performance.now();
  }

  /** Starts a span of this execution. `spanId`: default random. */
  start(name: string, options: SpanOptions, parent: SpanContext, spanId?: string): Span {
    const ids: SpanIds = { spanId };
    return this.#starter.start(name, options, parent, ids);
  }

  /** Where the span of an operation is that is the same in all invocations. */
  operation(id: string): SpanContext {
    return { ...this.workflow, spanId: deriveSpanIdFromOperationId(id, this.info.executionArn) };
  }

  get invocationLink(): Link {
    return { context: this.invocation.spanContext() };
  }

  get workflowLink(): Link {
    return { context: this.workflow };
  }

  /** Ends the invocation's span, and the execution's if that is over. */
  end(status: PluginInvocationStatus, { executionError }: Pick<InvocationEndInfo, 'executionError'>): void {
    if (this.isEnded) return;
    this.isEnded = true;
    const endTime = this.now();
    this.invocation
      .setAttribute('durable.invocation.status', status)
      .setStatus(invocationStatus(status, executionError))
      .end(endTime);
    if (status !== 'SUCCEEDED' && status !== 'FAILED') return;
    this.#workflowSpan
      ?.setAttribute('durable.execution.status', status)
      .setStatus(statusOf(status === 'SUCCEEDED', executionError))
      .end(endTime);
  }
}

/** The span around the invocation, made by whoever instruments the runtime, when it is in the execution's trace. */
function ambientSpan(traceId: string): SpanContext | undefined {
  const ambient = trace.getActiveSpan()?.spanContext();
  return ambient !== undefined && isSpanContextValid(ambient) && ambient.traceId === traceId
    ? ambient
    : undefined;
}
