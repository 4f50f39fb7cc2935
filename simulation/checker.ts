// What a checker is: it watches the facts of a run and throws when a promise is broken.

import type { Fact } from './fact.ts';

export interface Checker {
  /** In the failure line, and the name of the checker's file. */
  readonly name: string;
  /** Called with every fact, in the order in which they came about. */
  observe(fact: Fact): void;
  /** Called when the healed world has come to rest. */
  conclude?(): void;
}

/** A promise was broken. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

/** Throws a violation unless the promise holds. */
export function expectFact(holds: boolean, broken: string): asserts holds {
  if (!holds) throw new Violation(broken);
}
