// P7: an execution stays on the function version it started with, wherever aliases move meanwhile.

import { parseExecutionArn } from '@perdure/protocol';
import { type Checker, expectFact } from '../checker.ts';
import type { Fact } from '../fact.ts';

export class PinnedVersion implements Checker {
  readonly name = 'pinned-version';
  readonly #versions = new Map<string, string>();

  observe(fact: Fact): void {
    if (fact.kind === 'committed') {
      const { head, executionId } = fact;
      if (head === undefined) return;
      const version = `${head.functionName}:${head.functionVersion}`;
      const pinned = this.#versions.get(executionId) ?? version;
      expectFact(pinned === version, `${executionId} moved from ${pinned} to ${version}.`);
      this.#versions.set(executionId, pinned);
    } else if (fact.kind === 'invoked' && fact.input !== undefined) {
      const reference = parseExecutionArn(fact.input.DurableExecutionArn);
      expectFact(reference !== undefined, `${fact.requestId} was given no execution.`);
      const pinned = this.#versions.get(reference.executionId);
      const version = `${fact.functionName}:${fact.version}`;
      expectFact(
        pinned === version,
        `${reference.executionId} is pinned to ${pinned} and ran on ${version}.`,
      );
    }
  }
}
