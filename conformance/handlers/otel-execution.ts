// The OpenTelemetry plugin with the execution view.

import { ExecutionOtelPlugin } from '@perdure/sdk/otel';
import { otelRequirements, scenarioHandlers, scenarioTargets } from './otel-scenarios.ts';
import { spanFileProvider } from './span-file.ts';

const plugin = new ExecutionOtelPlugin({ tracerProviderFactory: spanFileProvider });

export const handlers = scenarioHandlers(otelRequirements('otel-execution'), plugin);
export const targets = scenarioTargets(plugin);
