// Which code is running: the handler's own, that of a child context, or that of an operation. Carried along all its
// asynchronous steps, so that a log line finds its operation and a context used in the wrong place is noticed.

import { AsyncLocalStorage } from 'node:async_hooks';
import type { ContextNode } from './context-node.ts';

export interface Scope {
  /** `root`, or the position of the operation whose code runs. */
  readonly contextId: string;
  /** The context whose code runs; absent in the body of a step or condition. */
  readonly node?: ContextNode;
  /** The operation that a log line is attributed to. */
  readonly operation?: { readonly id: string; readonly name: string | undefined; readonly attempt?: number };
}

const storage = new AsyncLocalStorage<Scope>();

/** Runs code in a scope. */
export const runInScope = <T>(scope: Scope, code: () => T): T => storage.run(scope, code);

/** The scope of the running code; undefined outside of every handler. */
export const currentScope = (): Scope | undefined => storage.getStore();
