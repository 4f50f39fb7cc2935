// Owns: from the hooks of the SDK to the spans of a view, for invocations that may run side by side in one process.
//
// Hooks do not say which invocation they belong to; the asynchronous context in which they are called does.

import { AsyncLocalStorage } from 'node:async_hooks';
import { context, type Span, TraceFlags, trace } from '@opentelemetry/api';
import type {
  AttemptEndInfo,
  AttemptInfo,
  CustomerFn,
  CustomerFnResult,
  DurableInstrumentationPlugin,
  InvocationEndInfo,
  InvocationInfo,
  OperationEndInfo,
  OperationInfo,
} from '../api/plugin.ts';
import { InvocationTrace } from './invocation-trace.ts';
import type { OtelPluginConfig } from './otel-plugin-config.ts';
import type { OtelView } from './otel-view.ts';
import { SpanStarter } from './span-starter.ts';

/** Where the running code stands. */
interface Place {
  view: OtelView;
  span: Span;
}

/** What both plugins have in common. */
export abstract class OtelPlugin implements DurableInstrumentationPlugin {
  readonly #config: OtelPluginConfig;
  readonly #starter: SpanStarter;
  readonly #places = new AsyncLocalStorage<Place>();

  constructor(config: OtelPluginConfig = {}) {
    this.#config = config;
    this.#starter = new SpanStarter(config);
  }

  protected abstract viewOf(invocation: InvocationTrace): OtelView;

  async wrapInvocation<Output>(info: InvocationInfo, fn: () => Promise<Output>): Promise<Output> {
    const view = this.viewOf(new InvocationTrace(this.#starter, this.#config, info));
    try {
      return await this.#runIn({ view, span: view.trace.invocation }, fn);
    } finally {
      await this.#starter.flush();
    }
  }

  async onInvocationEnd(info: InvocationEndInfo): Promise<void> {
    const view = this.#view;
    if (view === undefined) return;
    view.close();
    view.trace.end(info.status, info);
  }

  async onOperationStart(info: OperationInfo): Promise<void> {
    this.#view?.operationStarted(info);
  }

  async onOperationEnd(info: OperationEndInfo): Promise<void> {
    this.#view?.operationEnded(info);
  }

  async onOperationAttemptStart(info: AttemptInfo): Promise<void> {
    this.#view?.attemptStarted(info);
  }

  async onOperationAttemptEnd(info: AttemptEndInfo): Promise<void> {
    this.#view?.attemptEnded(info);
  }

  wrapChildContextFn(info: OperationInfo, fn: CustomerFn): CustomerFnResult {
    const view = this.#view;
    return view === undefined ? fn() : this.#runIn({ view, span: view.contextSpan(info) }, fn);
  }

  wrapOperationAttemptFn(info: AttemptInfo, fn: CustomerFn): CustomerFnResult {
    const view = this.#view;
    const span = view?.attemptSpan(info);
    return view === undefined || span === undefined ? fn() : this.#runIn({ view, span }, fn);
  }

  enrichLogContext(): Record<string, string | number | boolean> | undefined {
    // The active span is more exact, but known only when a context manager is registered.
    const span = trace.getActiveSpan() ?? this.#places.getStore()?.span;
    if (span === undefined || this.#config.enrichLogger === false) return undefined;
    const { traceId, spanId, traceFlags } = span.spanContext();
    return { traceId, spanId, otelTraceSampled: (traceFlags & TraceFlags.SAMPLED) !== 0 };
  }

  /** Of the invocation whose code runs, unless that has ended. */
  get #view(): OtelView | undefined {
    const view = this.#places.getStore()?.view;
    return view?.trace.isEnded ? undefined : view;
  }

  #runIn<T>(place: Place, fn: () => T): T {
    return this.#places.run(place, () => context.with(trace.setSpan(context.active(), place.span), fn));
  }
}
