// Plugins that the environment names: DURABLE_EXECUTION_PLUGINS is a comma-separated list of module specifiers.

import {
  DURABLE_INSTRUMENTATION_PLUGIN_API_VERSION,
  type DurableInstrumentationPlugin,
  type DurableInstrumentationPluginProvider,
} from '../api/plugin.ts';
import { PluginLoadError } from '../errors/plugin-load-error.ts';

const EXPORT_NAME = 'durableExecutionPluginProvider';

/** Loads the plugins of a list. Rejects with a PluginLoadError that names what is wrong. */
export async function loadPlugins(list: string | undefined): Promise<DurableInstrumentationPlugin[]> {
  if (list === undefined || list.trim() === '') return [];
  const specifiers = list.split(',').map((specifier) => specifier.trim());
  if (specifiers.includes('')) throw new PluginLoadError('the list of plugins has an empty item.');
  if (new Set(specifiers).size < specifiers.length) {
    throw new PluginLoadError('the list of plugins names a module twice.');
  }
  const plugins: DurableInstrumentationPlugin[] = [];
  for (const specifier of specifiers) plugins.push(await loadPlugin(specifier));
  return plugins;
}

async function loadPlugin(specifier: string): Promise<DurableInstrumentationPlugin> {
  try {
    const provider = providerOf(specifier, await importPlugin(specifier));
    const plugin = provider.createPlugin();
    if (!(plugin instanceof provider.pluginType)) {
      throw new Error(`createPlugin() of ${specifier} did not answer an instance of its pluginType.`);
    }
    return plugin;
  } catch (error) {
    throw new PluginLoadError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

// A bundled handler lies elsewhere than its packages: what cannot be found from here is looked up from the task root.
async function importPlugin(specifier: string): Promise<unknown> {
  try {
    return await import(specifier);
  } catch (error) {
    if (!isNotFound(error, specifier)) throw error;
    const { createRequire } = process.getBuiltinModule('node:module');
    const { pathToFileURL } = process.getBuiltinModule('node:url');
    const require = createRequire(`${process.env.LAMBDA_TASK_ROOT ?? process.cwd()}/package.json`);
    return import(pathToFileURL(require.resolve(specifier)).href);
  }
}

/** Whether the module itself is missing, and not something that it imports. */
function isNotFound(error: unknown, specifier: string): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  if (error.code !== 'ERR_MODULE_NOT_FOUND' && error.code !== 'MODULE_NOT_FOUND') return false;
  const [scopeOrName = '', name] = specifier.split('/');
  const packageName = specifier.startsWith('@') ? `${scopeOrName}/${name}` : scopeOrName;
  return error.message.includes(`'${specifier}'`) || error.message.includes(`'${packageName}'`);
}

function providerOf(specifier: string, module: unknown): DurableInstrumentationPluginProvider {
  const named = memberOf(module, EXPORT_NAME);
  const onDefault = memberOf(memberOf(module, 'default'), EXPORT_NAME);
  if (named !== undefined && onDefault !== undefined && named !== onDefault) {
    throw new Error(`${specifier} exports two different values named ${EXPORT_NAME}.`);
  }
  const provider = named ?? onDefault;
  if (provider === undefined) throw new Error(`${specifier} does not export ${EXPORT_NAME}.`);
  if (!isProvider(provider)) {
    throw new Error(
      `${EXPORT_NAME} of ${specifier} must have pluginApiVersion ${DURABLE_INSTRUMENTATION_PLUGIN_API_VERSION}, ` +
        'a class as pluginType and a function createPlugin.',
    );
  }
  return provider;
}

const memberOf = (value: unknown, key: string): unknown =>
  (typeof value === 'object' || typeof value === 'function') && value !== null
    ? Reflect.get(value, key)
    : undefined;

const isProvider = (value: unknown): value is DurableInstrumentationPluginProvider =>
  memberOf(value, 'pluginApiVersion') === DURABLE_INSTRUMENTATION_PLUGIN_API_VERSION &&
  typeof memberOf(value, 'pluginType') === 'function' &&
  typeof memberOf(value, 'createPlugin') === 'function';
