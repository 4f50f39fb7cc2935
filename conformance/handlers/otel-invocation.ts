// The OpenTelemetry plugin with the invocation view.

import { InvocationOtelPlugin } from '@perdure/sdk/otel';
import { otelRequirements, scenarioHandlers, scenarioTargets } from './otel-scenarios.ts';
import { spanFileProvider } from './span-file.ts';

const plugin = new InvocationOtelPlugin({ tracerProviderFactory: spanFileProvider });

export const handlers = scenarioHandlers(otelRequirements('otel-invocation'), plugin);
export const targets = scenarioTargets(plugin);
