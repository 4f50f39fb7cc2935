// The trace of a run: every fact in order, judged by the checkers, folded into one hash, and printed if somebody looks.

import { BrokenInvariant } from '@perdure/protocol';
import { type Checker, Violation } from './checker.ts';
import type { Fact } from './fact.ts';
import { hashText } from './random.ts';
import type { SimulatedTime } from './simulated-time.ts';

export interface Failure {
  checker: string;
  tick: number;
  message: string;
}

const LINE_CHARS_MAX = 400;

export class Trace {
  readonly #time: SimulatedTime;
  readonly #checkers: readonly Checker[];
  readonly #print: ((line: string) => void) | undefined;
  #hash = 0;
  #failure: Failure | undefined;

  constructor(time: SimulatedTime, checkers: readonly Checker[], print?: (line: string) => void) {
    this.#time = time;
    this.#checkers = checkers;
    this.#print = print;
  }

  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** Equal for equal runs. */
  get hash(): string {
    return `${this.#time.tick}-${this.#hash.toString(16)}`;
  }

  observe(fact: Fact): void {
    const line = `${this.#time.tick} ${this.#time.now} ${describe(fact)}`;
    this.#hash = hashText(`${this.#hash} ${line}`);
    this.#print?.(line.length > LINE_CHARS_MAX ? `${line.slice(0, LINE_CHARS_MAX)}…` : line);
    if (fact.kind === 'fault-reported' && fact.fault instanceof BrokenInvariant) {
      this.fail('invariants', fact.fault.message);
    }
    for (const checker of this.#checkers) this.#judge(checker, () => checker.observe(fact));
  }

  conclude(): void {
    for (const checker of this.#checkers) this.#judge(checker, () => checker.conclude?.());
  }

  /** The first failure is the one that counts; what follows may come of it. */
  fail(checker: string, message: string): void {
    if (this.#failure !== undefined) return;
    this.#failure = { checker, tick: this.#time.tick, message };
    this.#print?.(`${this.#time.tick} ${this.#time.now} VIOLATION ${checker}: ${message}`);
  }

  #judge(checker: Checker, judge: () => void): void {
    if (this.#failure !== undefined) return;
    try {
      judge();
    } catch (violation) {
      if (!(violation instanceof Violation)) throw violation;
      this.fail(checker.name, violation.message);
    }
  }
}

function describe(fact: Fact): string {
  if (fact.kind === 'world') return `world ${fact.what}`;
  if (fact.kind === 'fault-reported') return `fault-reported ${String(fact.fault)}`;
  const { kind, ...rest } = fact;
  return `${kind} ${JSON.stringify(rest)}`;
}
