// Owns: what the operations of an invocation are doing, and the decision to end the invocation early.
// Does not own: the outcome that the service sees (with-durable-execution.ts), polling (operation-wait.ts).
//
// S1  An invocation ends once, with the first reason given. Whatever comes later is dropped.
// S2  It suspends only if nothing is queued or in flight, no operation's code runs, and at least one operation waits
//     for something outside: a time, a callback, another function.
// S3  S2 must hold without a break for a cool-down, as the handler may be about to go on. When every waiting operation
//     is awaited, a few turns of the event loop are enough: whoever awaits has nothing else to say. When one is not,
//     the handler is busy elsewhere, and gets the whole time.
// S4  Operations inside a finished context do not count: their context has its result, nobody waits for them.

import type { Clock } from './clock.ts';
import type { ContextNode } from './context/context-node.ts';
import { limits } from './limits.ts';

/** How an invocation ends other than by the handler's result. */
export type Ending = { kind: 'suspended' } | { kind: 'failed'; error: unknown };

type Doing = 'executing' | 'waiting' | 'completed';

interface Cooldown {
  isShort: boolean;
  isCancelled: boolean;
  cancelTimer: (() => void) | undefined;
}

export interface SuspensionPorts {
  clock: Clock;
  isQueueIdle: () => boolean;
}

export class Suspension {
  readonly #ports: SuspensionPorts;
  #executing = 0;
  readonly #waiting = new Set<TrackedOperation>();
  #cooldown: Cooldown | undefined;
  #ending: Ending | undefined;
  #end: (ending: Ending) => void = () => undefined;
  /** Settles when the invocation is to end early. */
  readonly ended: Promise<Ending>;

  constructor(ports: SuspensionPorts) {
    this.#ports = ports;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  get isEnding(): boolean {
    return this.#ending !== undefined;
  }

  /** Whether the code of an operation runs. */
  get isExecuting(): boolean {
    return this.#executing > 0;
  }

  /** Ends the invocation. */
  end(ending: Ending): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    this.interrupt();
    this.#end(ending);
  }

  /** Follows an operation of a context. */
  track(node: ContextNode, doing: 'executing' | 'waiting'): TrackedOperation {
    const operation = new TrackedOperation(this, node);
    this.change(operation, doing);
    return operation;
  }

  /** Only for `TrackedOperation`. */
  change(operation: TrackedOperation, doing: Doing): void {
    if (operation.doing === 'executing') this.#executing--;
    else if (operation.doing === 'waiting') this.#waiting.delete(operation);
    operation.doing = doing;
    if (doing === 'executing') {
      this.#executing++;
      this.interrupt();
    } else if (doing === 'waiting') {
      this.#waiting.add(operation);
    }
  }

  /** Something happened: a running cool-down starts anew at the next occasion. */
  interrupt(): void {
    const cooldown = this.#cooldown;
    if (cooldown === undefined) return;
    this.#cooldown = undefined;
    cooldown.isCancelled = true;
    cooldown.cancelTimer?.();
  }

  /** Starts a cool-down if the invocation could suspend now. */
  evaluate(): void {
    if (this.#ending !== undefined || this.#cooldown?.isShort || !this.#couldSuspend()) return;
    const isShort = this.#isEverythingAwaited();
    if (this.#cooldown !== undefined && !isShort) return;
    this.interrupt();
    const cooldown: Cooldown = { isShort, isCancelled: false, cancelTimer: undefined };
    this.#cooldown = cooldown;
    if (isShort) this.#finishAfterTurns(cooldown, limits.suspendCooldownTurns);
    else {
      cooldown.cancelTimer = this.#ports.clock.setTimeout(
        () => this.#finish(cooldown),
        limits.suspendCooldownMs,
      );
    }
  }

  #finishAfterTurns(cooldown: Cooldown, turns: number): void {
    if (turns === 0) this.#finish(cooldown);
    else if (!cooldown.isCancelled) {
      this.#ports.clock.setImmediate(() => this.#finishAfterTurns(cooldown, turns - 1));
    }
  }

  #finish(cooldown: Cooldown): void {
    if (cooldown.isCancelled) return;
    this.#cooldown = undefined;
    if (this.#couldSuspend()) this.end({ kind: 'suspended' });
  }

  #couldSuspend(): boolean {
    return this.#executing === 0 && this.#ports.isQueueIdle() && this.#hasLiveWaiting();
  }

  #hasLiveWaiting(): boolean {
    for (const operation of this.#waiting) {
      if (!operation.node.isFinished()) return true;
      this.change(operation, 'completed'); // S4
    }
    return false;
  }

  #isEverythingAwaited(): boolean {
    for (const operation of this.#waiting) if (!operation.isAwaited) return false;
    return true;
  }
}

/** What one operation is doing. */
export class TrackedOperation {
  readonly node: ContextNode;
  doing: Doing = 'completed';
  isAwaited = false;
  readonly #suspension: Suspension;

  constructor(suspension: Suspension, node: ContextNode) {
    this.#suspension = suspension;
    this.node = node;
  }

  /** Its code runs. */
  execute(): void {
    this.#suspension.change(this, 'executing');
  }

  /** Its code ended an attempt; the next one comes later. */
  wait(): void {
    this.#suspension.change(this, 'waiting');
    this.#suspension.evaluate();
  }

  /** Someone waits for it. */
  await(): void {
    this.isAwaited = true;
    this.#suspension.evaluate();
  }

  complete(): void {
    this.#suspension.change(this, 'completed');
    this.#suspension.evaluate();
  }
}
