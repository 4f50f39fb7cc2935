// The invoker of local runs: handlers are called in this process, with an event that brings the client and the clock.

import type { InvocationInput } from '@perdure/protocol';
import { type DurableExecutionClient, DurableExecutionInvocationInputWithClient } from '@perdure/sdk';
import type {
  DeployedFunction,
  InvocationOutcome,
  InvocationTask,
  Invoker,
  Slot,
} from '@perdure/server/embedded';
import type { FaultScript } from '../faults/fault-script.ts';
import { asInEvent } from '../wire-times.ts';
import type { Activity } from './activity.ts';
import { FUNCTION_UNDER_TEST, type FunctionRegistry, type RegisteredFunction } from './function-registry.ts';
import { invocationContext } from './invocation-context.ts';
import { LocalInvocation } from './local-invocation.ts';
import { callPlainHandler } from './plain-handler.ts';
import type { RunClock } from './run-clock.ts';

export interface InProcessInvokerPorts {
  activity: Activity;
  clock: RunClock;
  functions: FunctionRegistry;
  faults: FaultScript;
  clientFor(invocation: LocalInvocation): DurableExecutionClient;
  /** A handler turned out not to be a durable function. */
  onMisfit(error: Error): void;
}

export class InProcessInvoker implements Invoker {
  /** Invocations that run now, in the order of their starts. */
  readonly running = new Set<LocalInvocation>();
  readonly #ports: InProcessInvokerPorts;

  constructor(ports: InProcessInvokerPorts) {
    this.#ports = ports;
  }

  async reserve(deployed: DeployedFunction): Promise<Slot> {
    return { run: (task) => this.#run(deployed.functionName, task), release: () => undefined };
  }

  /** Ends every invocation as if this process had died. */
  async close(): Promise<void> {
    for (const invocation of [...this.running]) invocation.crash();
  }

  async #run(address: string, task: InvocationTask): Promise<InvocationOutcome> {
    const { activity, faults } = this.#ports;
    const invocation = this.#invoke(address, task);
    if (address === FUNCTION_UNDER_TEST && faults.takesDuplicate()) this.#invoke(address, task);
    const outcome = await invocation.outcome;
    activity.touch();
    return outcome;
  }

  #invoke(address: string, task: InvocationTask): LocalInvocation {
    const { clock, functions, activity } = this.#ports;
    const registered = functions.at(address);
    const invocation = new LocalInvocation(task, registered?.name ?? address, clock);
    if (registered?.kind === 'scripted') {
      // No user code runs: its end is an appointment with time.
      answerByScript(registered, invocation);
      return invocation;
    }
    this.running.add(invocation);
    void invocation.outcome.then(() => {
      this.running.delete(invocation);
      activity.touch();
    });
    if (registered === undefined) invocation.fail(new Error(`No function is registered at ${address}.`));
    else void this.#call(registered, invocation);
    return invocation;
  }

  async #call(registered: CallableFunction, invocation: LocalInvocation): Promise<void> {
    const { clock, activity } = this.#ports;
    const { task } = invocation;
    const context = invocationContext(task, registered.name, () => clock.now());
    try {
      const answer =
        registered.kind === 'plain'
          ? await callPlainHandler(registered.handler, JSON.parse(task.payload), context)
          : await registered.handler(this.#event(invocation), context);
      if (registered.kind === 'durable' && !isDurableAnswer(answer)) this.#refuse(registered, undefined);
      invocation.answer(answer);
    } catch (error) {
      // A durable function asks the service before anything in it can fail the invocation.
      if (registered.kind === 'durable' && !invocation.hasAsked) this.#refuse(registered, error);
      invocation.fail(error);
    }
    activity.touch();
  }

  #event(invocation: LocalInvocation): DurableExecutionInvocationInputWithClient {
    const { task } = invocation;
    const input = task.input ?? (JSON.parse(task.payload) as InvocationInput);
    const { Operations, NextMarker } = input.InitialExecutionState;
    return new DurableExecutionInvocationInputWithClient(
      {
        ...input,
        InitialExecutionState: {
          Operations: asInEvent(Operations),
          ...(NextMarker === '' ? {} : { NextMarker }),
        },
      },
      this.#ports.clientFor(invocation),
      invocation.clock,
    );
  }

  #refuse({ name }: CallableFunction, cause: unknown): void {
    const what = name === FUNCTION_UNDER_TEST ? 'handlerFunction' : `The durable function "${name}"`;
    const how =
      cause === undefined
        ? 'did not answer as a durable function does'
        : `failed before it used the service (${cause instanceof Error ? cause.message : String(cause)})`;
    const error = new Error(
      `${what} ${how}. Pass what withDurableExecution(...) returned, not the handler given to it. ` +
        'A function without durable operations is registered with registerFunction.',
      cause === undefined ? undefined : { cause },
    );
    this.#ports.onMisfit(error);
  }
}

type CallableFunction = Exclude<RegisteredFunction, { kind: 'scripted' }>;
type ScriptedFunction = Extract<RegisteredFunction, { kind: 'scripted' }>;

function answerByScript({ after, outcome }: ScriptedFunction, invocation: LocalInvocation): void {
  if (outcome === 'open' || outcome === 'timed-out') return;
  invocation.clock.setTimeout(() => {
    if ('payload' in outcome) {
      invocation.answerText(outcome.payload ?? 'null');
      return;
    }
    const { ErrorType = 'Error', ErrorMessage = '', StackTrace } = outcome.error;
    invocation.failWith({
      errorType: ErrorType,
      errorMessage: ErrorMessage,
      ...(StackTrace === undefined ? {} : { stackTrace: StackTrace }),
    });
  }, after);
}

const statuses: readonly unknown[] = ['SUCCEEDED', 'FAILED', 'PENDING'];

const isDurableAnswer = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'Status' in answer && statuses.includes(answer.Status);
