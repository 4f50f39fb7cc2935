// What passes between a store and the thread that holds its database.

import type { Store, StoreFaultKind } from '@perdure/store';
import { StoreFault } from '@perdure/store';
import type { Synchronous } from './sqlite-database.ts';

export type StoreMethod = keyof Store;
export type ValuesOf<Method extends StoreMethod> = Parameters<Store[Method]>;
export type ResultOf<Method extends StoreMethod> = ReturnType<Synchronous<Store>[Method]>;

/** Answered in order, so calls need no number. */
export interface Call {
  method: StoreMethod;
  values: readonly unknown[];
}

/** The first answer is to no call: it tells that the database is open, or why it is not. */
export type Answer = { result: unknown } | { fault: FaultData } | { error: Error };

/** A clone of an error loses its class and its own members, so a fault travels as data. */
interface FaultData {
  kind: StoreFaultKind;
  message: string;
  now: string;
  cause: unknown;
}

export function toAnswer(error: unknown): Answer {
  if (error instanceof StoreFault) {
    const { kind, message, now, cause } = error;
    return { fault: { kind, message, now, cause: cause instanceof Error ? cause.message : undefined } };
  }
  return { error: error instanceof Error ? error : new Error(String(error)) };
}

export function toError(answer: Exclude<Answer, { result: unknown }>): Error {
  if ('error' in answer) return answer.error;
  const { kind, message, now, cause } = answer.fault;
  return new StoreFault(kind, message, now, { cause });
}
