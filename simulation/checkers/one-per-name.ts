// P5: starts with one name and one payload lead to one execution; another payload is an error.

import type { ExecutionId } from '@perdure/protocol';
import { parseExecutionArn } from '@perdure/protocol';
import { type Checker, expectFact } from '../checker.ts';
import type { Fact, NamedStart } from '../fact.ts';

interface Holder {
  executionId: ExecutionId;
  arn: string;
  input: string | undefined;
}

export class OnePerName implements Checker {
  readonly name = 'one-per-name';
  readonly #holders = new Map<string, Holder>();
  readonly #names = new Map<ExecutionId, string>();

  observe(fact: Fact): void {
    switch (fact.kind) {
      case 'committed':
        for (const event of fact.entry.events) {
          if (event.type === 'ExecutionStarted') this.#begin(fact.executionId, event.arn, event.input);
        }
        break;
      case 'removed':
        this.#holders.delete(this.#names.get(fact.executionId) ?? '');
        break;
      case 'start-acknowledged':
        this.#acknowledge(fact.start, fact.arn);
        break;
      case 'start-refused':
        this.#refuse(fact.start, fact.code);
        break;
      default:
    }
  }

  #begin(executionId: ExecutionId, arn: string, input: string | undefined): void {
    const reference = parseExecutionArn(arn);
    expectFact(reference?.executionId === executionId, `${arn} names another execution than ${executionId}.`);
    const name = `${reference.functionName}/${reference.executionName}`;
    const holder = this.#holders.get(name);
    expectFact(holder === undefined, `${executionId} took the name ${name} of ${holder?.executionId}.`);
    this.#holders.set(name, { executionId, arn, input });
    this.#names.set(executionId, name);
  }

  #acknowledge(start: NamedStart, arn: string): void {
    const reference = parseExecutionArn(arn);
    const name = `${start.functionName}/${start.executionName ?? reference?.executionName}`;
    const holder = this.#holders.get(name);
    expectFact(
      holder?.arn === arn,
      `A start as ${name} was answered with ${arn}; the name is ${holder?.arn}'s.`,
    );
    expectFact(
      holder.input === start.input,
      `A start as ${name} was answered with an execution of another payload.`,
    );
    const isVersion = reference?.functionVersion === start.version;
    expectFact(isVersion, `A start as ${name} was answered with an execution of another version.`);
  }

  #refuse(start: NamedStart, code: string): void {
    if (code !== 'DurableExecutionAlreadyStartedException') return;
    const holder = this.#holders.get(`${start.functionName}/${start.executionName}`);
    const isOther =
      holder !== undefined &&
      (holder.input !== start.input || parseExecutionArn(holder.arn)?.functionVersion !== start.version);
    expectFact(isOther, `A start as ${start.executionName} was refused although it was the same.`);
  }
}
