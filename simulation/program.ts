// Random durable programs: what a simulated function does. A program is a tree of operations, made from a seed, so that
// every replay of the function walks the same one.

import type { Random } from './random.ts';
import { liveAlias } from './simulated-functions.ts';

interface NodeBase {
  /** The operation's id. */
  id: string;
}

export interface StepNode extends NodeBase {
  kind: 'step';
  /** Attempts that fail, or polls that go on, before the one that ends it. */
  retries: number;
  retryDelaySeconds: number;
  isPoll: boolean;
  /** Whether the last attempt succeeds. */
  succeeds: boolean;
  /** Whether START is written before the work is done, or together with its result, or not at all. */
  start: 'before' | 'together' | 'none';
  workMillis: number;
}
export interface WaitNode extends NodeBase {
  kind: 'wait';
  seconds: number;
  /** Cancelled by the handler instead of waited for. */
  isCancelled: boolean;
}
export interface CallbackNode extends NodeBase {
  kind: 'callback';
  timeoutSeconds?: number;
  heartbeatSeconds?: number;
}
export interface InvokeNode extends NodeBase {
  kind: 'invoke';
  functionName: string;
  input?: string;
}
export interface ContextNode extends NodeBase {
  kind: 'context';
  children: readonly ProgramNode[];
  isConcurrent: boolean;
  replaysChildren: boolean;
  succeeds: boolean;
}
export type ProgramNode = StepNode | WaitNode | CallbackNode | InvokeNode | ContextNode;

export interface Program {
  root: { children: readonly ProgramNode[]; isConcurrent: boolean };
  /** How the handler ends the execution. */
  ending: 'return' | 'return-oversized' | 'return-error' | 'checkpoint-result' | 'checkpoint-error';
}

const CHILDREN_MAX = 5;
const DEPTH_MAX = 3;
const WAIT_SECONDS_MAX = 90;
const RETRY_SECONDS_MAX = 8;
const RETRIES_MAX = 3;
const TIMEOUT_SECONDS_MAX = 60;
const HEARTBEAT_SECONDS_MAX = 20;
const WORK_MILLIS_MAX = 2500;

export function makeProgram(random: Random, mayInvoke: boolean): Program {
  const maker = new ProgramMaker(random, mayInvoke);
  return {
    root: { children: maker.children('op', 1), isConcurrent: random.chance(0.3) },
    ending: random.pick([
      'return',
      'return',
      'return',
      'return',
      'return-oversized',
      'return-error',
      'checkpoint-result',
      'checkpoint-error',
    ]),
  };
}

class ProgramMaker {
  readonly #random: Random;
  readonly #mayInvoke: boolean;

  constructor(random: Random, mayInvoke: boolean) {
    this.#random = random;
    this.#mayInvoke = mayInvoke;
  }

  children(prefix: string, depth: number): ProgramNode[] {
    const count = this.#random.between(depth === 1 ? 1 : 0, CHILDREN_MAX);
    return Array.from({ length: count }, (_, index) => this.#node(`${prefix}-${index + 1}`, depth));
  }

  #node(id: string, depth: number): ProgramNode {
    const random = this.#random;
    const kind = random.pick(['step', 'step', 'step', 'wait', 'callback', 'invoke', 'context']);
    if (kind === 'wait') return this.#wait(id);
    if (kind === 'callback') return this.#callback(id);
    if (kind === 'invoke' && this.#mayInvoke) return this.#invoke(id);
    if (kind === 'context' && depth < DEPTH_MAX) {
      return {
        kind: 'context',
        id,
        children: this.children(id, depth + 1),
        isConcurrent: random.chance(0.5),
        replaysChildren: random.chance(0.3),
        succeeds: random.chance(0.8),
      };
    }
    return this.#step(id);
  }

  #step(id: string): StepNode {
    const random = this.#random;
    return {
      kind: 'step',
      id,
      retries: random.chance(0.6) ? 0 : random.between(1, RETRIES_MAX),
      retryDelaySeconds: random.between(1, RETRY_SECONDS_MAX),
      isPoll: random.chance(0.3),
      succeeds: random.chance(0.8),
      start: random.pick(['before', 'together', 'together', 'none']),
      workMillis: random.between(0, WORK_MILLIS_MAX),
    };
  }

  #wait(id: string): WaitNode {
    const random = this.#random;
    return {
      kind: 'wait',
      id,
      seconds: random.between(1, WAIT_SECONDS_MAX),
      isCancelled: random.chance(0.1),
    };
  }

  #callback(id: string): CallbackNode {
    const random = this.#random;
    return {
      kind: 'callback',
      id,
      ...(random.chance(0.4) ? { timeoutSeconds: random.between(1, TIMEOUT_SECONDS_MAX) } : {}),
      ...(random.chance(0.3) ? { heartbeatSeconds: random.between(1, HEARTBEAT_SECONDS_MAX) } : {}),
    };
  }

  #invoke(id: string): InvokeNode {
    const random = this.#random;
    // A durable function must be named with a qualifier; without one, and of unknown functions, the operation fails.
    const target = [
      `leaf:${liveAlias}`,
      `leaf:${liveAlias}`,
      'leaf:1',
      'plain',
      'plain',
      'leaf',
      'missing',
    ] as const;
    const functionName = random.pick(target);
    return {
      kind: 'invoke',
      id,
      functionName,
      ...(random.chance(0.7) ? { input: JSON.stringify(random.between(1, 5)) } : {}),
    };
  }
}
