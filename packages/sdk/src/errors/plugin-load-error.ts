/** The environment names a plugin that cannot be used. Every invocation fails until it is corrected. */
export class PluginLoadError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(`Dynamic plugin configuration failed: ${message}`, options);
    this.name = 'PluginLoadError';
  }
}
