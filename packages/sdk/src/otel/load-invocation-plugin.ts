// `DURABLE_EXECUTION_PLUGINS=@perdure/sdk/otel-invocation`

import type { DurableInstrumentationPluginProvider } from '../api/plugin.ts';
import { InvocationOtelPlugin } from './invocation-otel-plugin.ts';

/** Makes the plugin with its defaults: it exports through the globally registered provider. */
export const durableExecutionPluginProvider: DurableInstrumentationPluginProvider<InvocationOtelPlugin> = {
  pluginApiVersion: 1,
  pluginType: InvocationOtelPlugin,
  createPlugin: () => new InvocationOtelPlugin(),
};
