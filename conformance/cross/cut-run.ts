// One execution of a requirement's handler in this process, on the real engine and a virtual clock, cut after one of its
// checkpoints and finished by the other SDK.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalDurableTestRunner, StuckRunError } from '@perdure/testing';
import { type Bindings, fill } from '../bindings.ts';
import type { SdkName } from '../bundle.ts';
import type { HandlerSet } from '../handlers/handler-set.ts';
import type { CallbackAction, Requirement } from '../requirement.ts';
import { scriptAnswers } from './answers.ts';
import { mixedHandler } from './mixed-handler.ts';
import { loadSuite } from './suite-module.ts';

export interface CutRun {
  requirement: Requirement;
  /** What was made up for the requirement; runs that are compared get the same. */
  generated: Bindings;
  first: SdkName;
  second: SdkName;
  /** The checkpoint after which the process dies, counted from 1. */
  cutAfter: number;
}

export interface CutOutcome {
  /** False when the execution had ended before it had made so many checkpoints. */
  wasCut: boolean;
  /** Status, result or error, and the operations with their ids, as one comparable text. */
  text: string;
}

const invokedNames: Readonly<Record<string, string>> = { ECHO: 'echo:live', FAILING: 'failing:live' };

export async function runCut(run: CutRun): Promise<CutOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'perdure-cross-'));
  process.env.CONFORMANCE_STORE = folder;
  process.env.CONFORMANCE_ECHO = invokedNames.ECHO;
  process.env.CONFORMANCE_FAILING = invokedNames.FAILING;
  const restore = muteOutput();
  try {
    return await execute(run);
  } finally {
    restore();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function execute({ requirement, generated, first, second, cutAfter }: CutRun): Promise<CutOutcome> {
  const { suite, id, input } = requirement;
  const [begin, finish] = await Promise.all([loadSuite(suite, first), loadSuite(suite, second)]);
  const mixed = mixedHandler(handlerOf(begin.handlers, id), handlerOf(finish.handlers, id), cutAfter);
  const runner = new LocalDurableTestRunner({ handlerFunction: mixed.handler });
  for (const [target, handler] of Object.entries(begin.targets ?? {})) {
    runner.registerDurableFunction(invokedNames[target] ?? target, handler);
  }
  const bindings = new Map(generated);
  scriptAnswers(runner, fill(requirement.actions, bindings) as readonly CallbackAction[]);
  runner.faults.crashAtCheckpoint(cutAfter);
  const text = await outcomeOf(runner, input === undefined ? undefined : fill(input, bindings));
  return { wasCut: mixed.isCut, text };
}

function handlerOf(handlers: HandlerSet, id: string): HandlerSet[string] {
  const handler = handlers[id];
  if (handler === undefined) throw new Error(`there is no handler for requirement ${id}`);
  return handler;
}

async function outcomeOf(runner: LocalDurableTestRunner, payload: unknown): Promise<string> {
  try {
    const result = await runner.run({ payload });
    const status = result.getStatus();
    const operations = result.getOperations().map((operation) => {
      const { Id, ParentId, Name, Type, SubType, Status } = operation.getOperationData() ?? {};
      return { Id, ParentId, Name, Type, SubType, Status };
    });
    const { errorType, errorMessage } = status === 'SUCCEEDED' ? {} : result.getError();
    const value = status === 'SUCCEEDED' ? result.getResult() : undefined;
    return JSON.stringify({ status, value, errorType, errorMessage, operations });
  } catch (error) {
    // Nobody answers the callback of some requirements: that it stays open is their outcome.
    if (error instanceof StuckRunError) return 'waits for ever';
    throw error;
  }
}

/** Handlers and plugins print; here nobody reads it. */
function muteOutput(): () => void {
  const { write } = process.stdout;
  process.stdout.write = () => true;
  return () => {
    process.stdout.write = write;
  };
}
