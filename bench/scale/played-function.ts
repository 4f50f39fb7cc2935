// A function that is played, not run: what it checkpoints and how it ends is known beforehand. Filling a store asks for
// millions of invocations, and what they leave behind does not depend on who ran them.

import { hash } from 'node:crypto';
import { type InvocationInput, type OperationUpdate, parseExecutionArn } from '@perdure/protocol';
import type { ExecutionService, InvocationOutcome, InvocationTask, Invoker } from '@perdure/server/embedded';

/** What an execution does in its one invocation. */
export interface Script {
  updates: readonly OperationUpdate[];
  /** What the handler answers. */
  output: { Status: 'SUCCEEDED' | 'FAILED' | 'PENDING'; Result?: string; Error?: object };
}

const OPERATION_ID_CHARS = 16;

/** The id on the wire of the nth operation of a handler. */
export const operationId = (n: number): string => hash('md5', String(n), 'hex').slice(0, OPERATION_ID_CHARS);

/** Plays the script that belongs to the execution's name. */
export class PlayedFunctions implements Invoker {
  readonly #scriptOf: (executionName: string) => Script;
  readonly #executions: () => ExecutionService;

  constructor(scriptOf: (executionName: string) => Script, executions: () => ExecutionService) {
    this.#scriptOf = scriptOf;
    this.#executions = executions;
  }

  async reserve() {
    return { run: (task: InvocationTask) => this.#play(task), release: () => undefined };
  }

  async close(): Promise<void> {
    // Nothing runs.
  }

  async #play({ input }: InvocationTask): Promise<InvocationOutcome> {
    const { DurableExecutionArn, CheckpointToken } = input as InvocationInput;
    const reference = parseExecutionArn(DurableExecutionArn);
    if (reference === undefined) throw new Error(`not an execution: ${DurableExecutionArn}`);
    const { updates, output } = this.#scriptOf(reference.executionName);
    if (updates.length > 0) {
      const written = await this.#executions().checkpoint(reference, {
        CheckpointToken,
        Updates: [...updates],
      });
      if (!written.ok) throw new Error(written.refusal.message);
    }
    return { kind: 'returned', body: JSON.stringify(output), logTail: '' };
  }
}
