/**
 * The promise of an operation. Awaiting it tells the SDK that the handler has nothing to do until it settles, which is
 * what lets an invocation end early; the operation itself has started before.
 *
 * The executor runs once, at the first `then`, `catch`, `finally` or `await`.
 */
export class DurablePromise<T> implements Promise<T> {
  readonly #executor: () => Promise<T>;
  #promise: Promise<T> | undefined;

  constructor(executor: () => Promise<T>) {
    this.#executor = executor;
  }

  #execute(): Promise<T> {
    this.#promise ??= this.#executor();
    return this.#promise;
  }

  // biome-ignore lint/suspicious/noThenProperty: this class is a promise.
  then<TResult1 = T, TResult2 = never>(
    onfulfilled?: ((value: T) => TResult1 | PromiseLike<TResult1>) | undefined | null,
    onrejected?: ((reason: unknown) => TResult2 | PromiseLike<TResult2>) | undefined | null,
  ): Promise<TResult1 | TResult2> {
    return this.#execute().then(onfulfilled, onrejected);
  }

  catch<TResult = never>(
    onrejected?: ((reason: unknown) => TResult | PromiseLike<TResult>) | undefined | null,
  ): Promise<T | TResult> {
    return this.#execute().catch(onrejected);
  }

  finally(onfinally?: (() => void) | undefined | null): Promise<T> {
    return this.#execute().finally(onfinally);
  }

  get [Symbol.toStringTag](): string {
    return 'DurablePromise';
  }

  /** Whether the promise was awaited. */
  get isExecuted(): boolean {
    return this.#promise !== undefined;
  }
}
