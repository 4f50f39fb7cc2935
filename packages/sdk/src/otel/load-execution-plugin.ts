// `DURABLE_EXECUTION_PLUGINS=@perdure/sdk/otel-execution`

import type { DurableInstrumentationPluginProvider } from '../api/plugin.ts';
import { ExecutionOtelPlugin } from './execution-otel-plugin.ts';

/** Makes the plugin with its defaults: it exports through the globally registered provider. */
export const durableExecutionPluginProvider: DurableInstrumentationPluginProvider<ExecutionOtelPlugin> = {
  pluginApiVersion: 1,
  pluginType: ExecutionOtelPlugin,
  createPlugin: () => new ExecutionOtelPlugin(),
};
