/** What the OpenTelemetry SDK asks for ids. Structural, so that its package need not be installed. */
export interface IdGenerator {
  /** 32 lower-case hexadecimal digits. */
  generateTraceId(): string;
  /** 16 lower-case hexadecimal digits. */
  generateSpanId(): string;
}

/** Ids that the next span is to have. */
export interface SpanIds {
  traceId?: string | undefined;
  spanId?: string | undefined;
}

const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;

const randomHex = (bytes: number): string =>
  process.getBuiltinModule('node:crypto').randomBytes(bytes).toString('hex');

const randomIds: IdGenerator = {
  generateTraceId: () => randomHex(TRACE_ID_BYTES),
  generateSpanId: () => randomHex(SPAN_ID_BYTES),
};

/**
 * An id generator that can be told the ids of a span. All other spans of its provider get theirs from the fallback.
 * Spans are started synchronously, so that what is told for one cannot reach another.
 */
export class DeterministicIdGenerator implements IdGenerator {
  readonly #fallback: IdGenerator;
  #next: SpanIds = {};

  /** `fallback`: default random ids. */
  constructor(fallback: IdGenerator = randomIds) {
    this.#fallback = fallback;
  }

  generateTraceId(): string {
    return this.#next.traceId ?? this.#fallback.generateTraceId();
  }

  generateSpanId(): string {
    return this.#next.spanId ?? this.#fallback.generateSpanId();
  }

  /** Starts a span with the given ids. */
  withIds<T>(ids: SpanIds, startSpan: () => T): T {
    this.#next = ids;
    try {
      return startSpan();
    } finally {
      this.#next = {};
    }
  }
}
