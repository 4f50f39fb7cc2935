// Spans, written to the file that the runner reads.

import { appendFileSync } from 'node:fs';
import { context, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  type ReadableSpan,
  SimpleSpanProcessor,
  type SpanExporter,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { TracerProviderFactory } from '@perdure/sdk/otel';
import { SERVICE_NAME, type SpanRecord } from '../span-record.ts';

const NANOS_PER_MILLI = 1e6;
const MILLIS_PER_SECOND = 1000;

const millis = ([seconds, nanos]: [number, number]): number =>
  seconds * MILLIS_PER_SECOND + nanos / NANOS_PER_MILLI;

const recordOf = (span: ReadableSpan): SpanRecord => ({
  name: span.name,
  kind: SpanKind[span.kind],
  traceId: span.spanContext().traceId,
  spanId: span.spanContext().spanId,
  ...(span.parentSpanContext === undefined ? {} : { parentSpanId: span.parentSpanContext.spanId }),
  status: SpanStatusCode[span.status.code],
  attributes: span.attributes,
  links: span.links.map(({ context: { traceId, spanId } }) => ({ traceId, spanId })),
  start: millis(span.startTime),
  end: millis(span.endTime),
  service: String(span.resource.attributes['service.name']),
});

const exporter: SpanExporter = {
  export(spans, done) {
    const lines = spans.map((span) => `${JSON.stringify(recordOf(span))}\n`);
    if (process.env.CONFORMANCE_SPANS !== undefined)
      appendFileSync(process.env.CONFORMANCE_SPANS, lines.join(''));
    done({ code: 0 });
  },
  shutdown: async () => {},
};

/** A provider as an application makes it. */
export const spanFileProvider: TracerProviderFactory = (createIdGenerator) => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  return new TracerProvider({
    idGenerator: createIdGenerator(),
    resource: resourceFromAttributes({ 'service.name': SERVICE_NAME }),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
};
