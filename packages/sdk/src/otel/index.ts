export type { ContextExtractor, ExtractedContext } from './context-extractors.ts';
export { w3cClientContextExtractor, xRayContextExtractor } from './context-extractors.ts';
export type { IdGenerator } from './deterministic-id-generator.ts';
export { DeterministicIdGenerator } from './deterministic-id-generator.ts';
export { ExecutionOtelPlugin } from './execution-otel-plugin.ts';
export { InvocationOtelPlugin } from './invocation-otel-plugin.ts';
export type { IdGeneratorFactory, OtelPluginConfig, TracerProviderFactory } from './otel-plugin-config.ts';
export {
  deriveExecutionRootSpanId,
  deriveSpanIdFromOperationId,
  deriveTraceIdFromArn,
  deriveWorkflowSpanId,
} from './span-ids.ts';
