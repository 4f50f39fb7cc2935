// What the plugins export, seen through the real OpenTelemetry SDK.

import {
  InMemorySpanExporter,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { ExecutionOtelPlugin, InvocationOtelPlugin, type OtelPluginConfig } from '../src/otel/index.ts';

export const views = { execution: ExecutionOtelPlugin, invocation: InvocationOtelPlugin } as const;
export type View = keyof typeof views;

export interface Observed {
  plugin: ExecutionOtelPlugin | InvocationOtelPlugin;
  provider: TracerProvider;
  /** What has been exported, in the order of the ends. */
  spans(): ReadableSpan[];
  /** The only span of a name. */
  span(name: string): ReadableSpan;
  /** `parent > name status`, sorted. Parents that are not exported are `-`. */
  tree(): string[];
}

/** A plugin with a provider of its own. */
export function observe(view: View, config: OtelPluginConfig = {}, sampler?: Sampler): Observed {
  const exporter = new InMemorySpanExporter();
  let provider = new TracerProvider();
  const plugin = new views[view]({
    tracerProviderFactory: (createIdGenerator) => {
      provider = new TracerProvider({
        idGenerator: createIdGenerator(),
        spanProcessors: [new SimpleSpanProcessor({ exporter })],
        ...(sampler === undefined ? {} : { sampler }),
      });
      return provider;
    },
    ...config,
  });
  const spans = (): ReadableSpan[] => exporter.getFinishedSpans();
  return { plugin, provider, spans, span: (name) => onlySpan(spans(), name), tree: () => treeOf(spans()) };
}

function onlySpan(spans: readonly ReadableSpan[], name: string): ReadableSpan {
  const [found, ...others] = spans.filter((span) => span.name === name);
  if (found === undefined || others.length > 0) {
    throw new Error(`not one span ${name} among ${spans.map((span) => span.name).join(', ')}`);
  }
  return found;
}

const statuses = ['UNSET', 'OK', 'ERROR'];

function treeOf(spans: readonly ReadableSpan[]): string[] {
  const names = new Map(spans.map((span) => [span.spanContext().spanId, span.name]));
  return spans
    .map(({ name, parentSpanContext, status }) => {
      const parent = parentSpanContext === undefined ? '' : (names.get(parentSpanContext.spanId) ?? '-');
      return `${parent} > ${name} ${statuses[status.code]}`;
    })
    .sort();
}

export const idsOf = (
  span: ReadableSpan,
): { traceId: string; spanId: string; parentId: string | undefined } => ({
  traceId: span.spanContext().traceId,
  spanId: span.spanContext().spanId,
  parentId: span.parentSpanContext?.spanId,
});
