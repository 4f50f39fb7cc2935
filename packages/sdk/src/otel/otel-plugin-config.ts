import type { TracerProvider } from '@opentelemetry/api';
import type { ContextExtractor } from './context-extractors.ts';
import type { IdGenerator } from './deterministic-id-generator.ts';

/** Makes the id generator that a provider must be given. `fallback` names all spans but ours; default: random. */
export type IdGeneratorFactory = (fallback?: IdGenerator) => IdGenerator;

/**
 * Makes the provider that a plugin exports through. Exporters, sampling, resource and shutdown are the application's.
 *
 * @example
 * (createIdGenerator) => new NodeTracerProvider({ idGenerator: createIdGenerator(), spanProcessors })
 */
export type TracerProviderFactory = (createIdGenerator: IdGeneratorFactory) => TracerProvider;

export interface OtelPluginConfig {
  /** Default: the provider that is registered globally when an invocation begins. */
  tracerProviderFactory?: TracerProviderFactory;
  /** Default: `xRayContextExtractor`. */
  contextExtractor?: ContextExtractor;
  /** Name of the instrumentation scope. Default: `aws-durable-execution-sdk-js`, as AWS's plugin has it. */
  instrumentationName?: string;
  /** Default: `Workflow`. */
  workflowSpanName?: string;
  /** Whether log lines get `traceId`, `spanId` and `otelTraceSampled`. Default: true. */
  enrichLogger?: boolean;
}
