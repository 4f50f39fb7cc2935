// One invocation of a handler in this process.
//
// V1  It ends once: by its answer, its error, or a crash. Afterwards its requests are never answered and its timers never
//     ring, as if its process were gone. User code that runs in it cannot be stopped; what it does is not recorded.

import type { FunctionError, InvocationOutcome, InvocationTask } from '@perdure/server/embedded';
import { InvocationClock } from './invocation-clock.ts';
import type { RunClock } from './run-clock.ts';

export class LocalInvocation {
  readonly task: InvocationTask;
  /** The name under which the function is registered. */
  readonly functionName: string;
  readonly clock: InvocationClock;
  /** Whether it has asked the service for anything: only a durable function does. */
  hasAsked = false;
  readonly outcome: Promise<InvocationOutcome>;
  #end: (outcome: InvocationOutcome) => void = () => undefined;
  #isOver = false;

  constructor(task: InvocationTask, functionName: string, clock: RunClock) {
    this.task = task;
    this.functionName = functionName;
    this.clock = new InvocationClock(clock);
    this.outcome = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  answer(body: unknown): void {
    this.answerText(JSON.stringify(body) ?? 'null');
  }

  /** Ends it with JSON text that is ready. */
  answerText(body: string): void {
    this.#finish({ kind: 'returned', body, logTail: '' });
  }

  failWith(error: FunctionError): void {
    this.#finish({ kind: 'failed', error, logTail: '' });
  }

  fail(error: unknown): void {
    this.failWith(toFunctionError(error));
  }

  /** Ends it as if its process had died. */
  crash(): void {
    const errorMessage = `RequestId: ${this.task.requestId} Error: Runtime exited with error: signal: killed`;
    this.failWith({ errorType: 'Runtime.ExitError', errorMessage });
  }

  #finish(outcome: InvocationOutcome): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.clock.stop();
    this.#end(outcome);
  }
}

function toFunctionError(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) };
  const stackTrace = error.stack?.split('\n');
  return {
    errorType: error.name,
    errorMessage: error.message,
    ...(stackTrace === undefined ? {} : { stackTrace }),
  };
}
