// Owns: the way to the provider, and spans whose ids are given.
//
// The OpenTelemetry API has no id for a span to be started. A provider of one's own is built with our id generator. The
// tracer of a global provider has its generator wrapped, in a private member; where that member is missing, spans get
// random ids, which is said once.

import {
  context,
  diag,
  type Span,
  type SpanContext,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { DeterministicIdGenerator, type IdGenerator, type SpanIds } from './deterministic-id-generator.ts';
import type { OtelPluginConfig } from './otel-plugin-config.ts';

const DEFAULT_INSTRUMENTATION_NAME = 'aws-durable-execution-sdk-js';

/** A collector that does not answer must not cost an invocation more than this. */
const FLUSH_MS_MAX = 5000;

export class SpanStarter {
  readonly #instrumentationName: string;
  readonly #ownProvider: TracerProvider | undefined;
  #ownGenerator: DeterministicIdGenerator | undefined;
  #hasComplained = false;

  constructor(config: OtelPluginConfig) {
    this.#instrumentationName = config.instrumentationName ?? DEFAULT_INSTRUMENTATION_NAME;
    this.#ownProvider = config.tracerProviderFactory?.((fallback) => {
      this.#ownGenerator ??= new DeterministicIdGenerator(fallback);
      return this.#ownGenerator;
    });
  }

  /** Starts a span with the given ids, below a parent or as the root of its trace. */
  start(name: string, options: SpanOptions, parent: SpanContext | undefined, ids: SpanIds): Span {
    // Each time: a global provider may be registered after the plugin was made.
    const tracer = this.#provider().getTracer(this.#instrumentationName);
    const around = context.active();
    const below = parent === undefined ? trace.deleteSpan(around) : trace.setSpanContext(around, parent);
    const start = (): Span => tracer.startSpan(name, options, below);
    const generator = this.#ownGenerator ?? adoptedGenerator(tracer);
    const span = generator === undefined ? start() : generator.withIds(ids, start);
    this.#checkIds(span, ids);
    return span;
  }

  /** Sends what has ended. Never rejects. */
  async flush(): Promise<void> {
    const provider = this.#provider();
    if (!('forceFlush' in provider) || typeof provider.forceFlush !== 'function') return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, FLUSH_MS_MAX);
    });
    try {
      await Promise.race([provider.forceFlush(), late]);
    } catch (error) {
      diag.error('durable: spans could not be flushed', error);
    } finally {
      clearTimeout(timer);
    }
  }

  #provider(): TracerProvider {
    if (this.#ownProvider !== undefined) return this.#ownProvider;
    const provider: TracerProvider & { getDelegate?: () => TracerProvider } = trace.getTracerProvider();
    return provider.getDelegate?.() ?? provider;
  }

  #checkIds(span: Span, { spanId }: SpanIds): void {
    if (this.#hasComplained || spanId === undefined || !span.isRecording()) return;
    if (span.spanContext().spanId === spanId) return;
    this.#hasComplained = true;
    diag.error(
      'durable: the tracer provider does not take ids for spans, so spans of different invocations will not be connected. ' +
        'Pass a tracerProviderFactory that gives createIdGenerator() to its provider.',
    );
  }
}

/** The generator of a global provider's tracer, wrapped in place at its first use. */
function adoptedGenerator(tracer: Tracer): DeterministicIdGenerator | undefined {
  const holder: Tracer & { _idGenerator?: unknown } = tracer;
  const generator = holder._idGenerator;
  if (generator instanceof DeterministicIdGenerator) return generator;
  if (!isIdGenerator(generator)) return undefined;
  const adopted = new DeterministicIdGenerator(generator);
  holder._idGenerator = adopted;
  return adopted;
}

const isIdGenerator = (value: unknown): value is IdGenerator =>
  typeof value === 'object' &&
  value !== null &&
  'generateTraceId' in value &&
  typeof value.generateTraceId === 'function' &&
  'generateSpanId' in value &&
  typeof value.generateSpanId === 'function';
