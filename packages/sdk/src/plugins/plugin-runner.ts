// Owns: calling plugins so that none of them can change what an execution does.
//
// P1  What a plugin throws, at once or later, is dropped.
// P2  The wrapped function runs exactly once, whatever its wrappers do, and its outcome is the outcome: a wrapper
//     neither replaces a result nor swallows or invents a failure.

import type { DurableExecutionInvocationOutput } from '../api/handler.ts';
import type {
  AttemptInfo,
  CustomerFn,
  DurableInstrumentationPlugin,
  InvocationInfo,
  OperationInfo,
} from '../api/plugin.ts';

type Notification = Exclude<
  keyof DurableInstrumentationPlugin,
  'wrapInvocation' | 'wrapChildContextFn' | 'wrapOperationAttemptFn' | 'enrichLogContext'
>;
type InfoOf<Hook extends Notification> = Parameters<NonNullable<DurableInstrumentationPlugin[Hook]>>[0];

/** One wrapper, with its info bound. */
type Wrapper = (fn: CustomerFn) => unknown;

export class PluginRunner {
  readonly #plugins: readonly DurableInstrumentationPlugin[];

  constructor(plugins: readonly DurableInstrumentationPlugin[]) {
    this.#plugins = plugins;
  }

  /** Whether nothing is to be told to anybody, so that callers can skip what they would tell. */
  get isEmpty(): boolean {
    return this.#plugins.length === 0;
  }

  /** Calls a hook of all plugins at once and waits for all of them. */
  async notify<Hook extends Notification>(hook: Hook, info: InfoOf<Hook>): Promise<void> {
    await Promise.allSettled(
      this.#plugins.map(async (plugin) => {
        const listener = plugin[hook] as ((info: InfoOf<Hook>) => Promise<void>) | undefined;
        await listener?.call(plugin, info);
      }),
    );
  }

  wrapInvocation(
    info: InvocationInfo,
    fn: () => Promise<DurableExecutionInvocationOutput>,
  ): Promise<DurableExecutionInvocationOutput> {
    return wrap(
      this.#wrappers(
        (plugin) => plugin.wrapInvocation && ((inner) => plugin.wrapInvocation?.(info, inner as typeof fn)),
      ),
      fn,
    );
  }

  wrapChildContextFn<T>(info: OperationInfo, fn: () => Promise<T>): Promise<T> {
    return wrap(
      this.#wrappers(
        (plugin) => plugin.wrapChildContextFn && ((inner) => plugin.wrapChildContextFn?.(info, inner)),
      ),
      fn,
    );
  }

  wrapOperationAttemptFn<T>(info: AttemptInfo, fn: () => Promise<T>): Promise<T> {
    return wrap(
      this.#wrappers(
        (plugin) =>
          plugin.wrapOperationAttemptFn && ((inner) => plugin.wrapOperationAttemptFn?.(info, inner)),
      ),
      fn,
    );
  }

  /** Members for a log line; of two plugins with the same member the later one wins. */
  enrichLogContext(): Record<string, string | number | boolean> | undefined {
    if (this.isEmpty) return undefined;
    const context: Record<string, string | number | boolean> = {};
    for (const plugin of this.#plugins) {
      try {
        Object.assign(context, plugin.enrichLogContext?.());
      } catch {
        // P1: a log line is written without what this plugin would have added.
      }
    }
    return context;
  }

  #wrappers(wrapperOf: (plugin: DurableInstrumentationPlugin) => Wrapper | undefined): Wrapper[] {
    return this.#plugins.map(wrapperOf).filter((wrapper) => wrapper !== undefined);
  }
}

/** Runs a function inside wrappers, the first of them outermost, and answers the function's own outcome (P2). */
function wrap<T>(wrappers: readonly Wrapper[], fn: () => Promise<T>): Promise<T> {
  let layered = fn;
  for (const wrapper of [...wrappers].reverse()) layered = layer(wrapper, layered);
  return layered();
}

function layer<T>(wrapper: Wrapper, inner: () => Promise<T>): () => Promise<T> {
  let outcome: Promise<T> | undefined;
  // Called inside the wrapper's own synchronous code, so that what it put into async context is seen inside.
  const runOnce = (): Promise<T> => {
    outcome ??= (async () => inner())();
    return outcome;
  };
  return async () => {
    try {
      await wrapper(runOnce);
    } catch {
      // P1: the wrapper failed by itself, or passed on the failure of the function, which `outcome` has.
    }
    return runOnce();
  };
}
