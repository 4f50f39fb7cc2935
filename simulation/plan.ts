// What a handler does next: the program walked over the state that the handler knows.

import type { Operation, OperationUpdate } from '@perdure/protocol';
import type { CallbackNode, ContextNode, InvokeNode, ProgramNode, StepNode, WaitNode } from './program.ts';

export interface Plan {
  /** Updates that may be written now. Those of one group go together; a group may need those before it. */
  groups: OperationUpdate[][];
  /** How long the work takes whose results the updates report. */
  workMillis: number;
  /** Everything has ended: the handler is through. */
  isDone: boolean;
}

type Known = ReadonlyMap<string, Operation>;

/** Walks the program. `mark` makes a text that appears nowhere else, to recognise each write by. */
export function makePlan(
  root: { children: readonly ProgramNode[]; isConcurrent: boolean },
  known: Known,
  mark: () => string,
): Plan {
  const planner = new Planner(known, mark);
  planner.plan.isDone = planner.walk(root.children, root.isConcurrent, undefined);
  return planner.plan;
}

const closedStatuses: ReadonlySet<string> = new Set([
  'SUCCEEDED',
  'FAILED',
  'CANCELLED',
  'TIMED_OUT',
  'STOPPED',
]);

class Planner {
  readonly plan: Plan = { groups: [], workMillis: 0, isDone: false };
  readonly #known: Known;
  readonly #mark: () => string;

  constructor(known: Known, mark: () => string) {
    this.#known = known;
    this.#mark = mark;
  }

  /** Plans the nodes; true when all of them have ended. */
  walk(nodes: readonly ProgramNode[], isConcurrent: boolean, parentId: string | undefined): boolean {
    let isDone = true;
    for (const node of nodes) {
      if (this.#visit(node, parentId)) continue;
      isDone = false;
      if (!isConcurrent) break;
    }
    return isDone;
  }

  #visit(node: ProgramNode, parentId: string | undefined): boolean {
    const operation = this.#known.get(node.id);
    if (operation !== undefined && closedStatuses.has(operation.Status)) return true;
    const parent = parentId === undefined ? {} : { ParentId: parentId };
    switch (node.kind) {
      case 'step':
        this.#step(node, operation, parent);
        return false;
      case 'wait':
        this.#wait(node, operation, parent);
        return false;
      case 'callback':
        this.#callback(node, operation, parent);
        return false;
      case 'invoke':
        this.#invoke(node, operation, parent);
        return false;
      case 'context':
        this.#context(node, operation, parent);
        return false;
    }
  }

  #step(node: StepNode, operation: Operation | undefined, parent: { ParentId?: string }): void {
    if (operation?.Status === 'PENDING') return;
    const base = { Id: node.id, Type: 'STEP', SubType: 'Step', ...parent } as const;
    const start: OperationUpdate = { ...base, Action: 'START' };
    const mustStart = operation?.Status !== 'STARTED';
    if (mustStart && node.start === 'before') {
      this.plan.groups.push([start]);
      return;
    }
    this.plan.workMillis = Math.max(this.plan.workMillis, node.workMillis);
    const attempt = (operation?.StepDetails?.Attempt ?? 0) + 1;
    const end = this.#endOfAttempt(node, attempt, base);
    this.plan.groups.push(mustStart && node.start === 'together' ? [start, end] : [end]);
  }

  #endOfAttempt(
    node: StepNode,
    attempt: number,
    base: Pick<OperationUpdate, 'Id' | 'Type' | 'SubType' | 'ParentId'>,
  ): OperationUpdate {
    const error = { ErrorType: 'Trouble', ErrorMessage: this.#mark() };
    if (attempt <= node.retries) {
      const StepOptions = { NextAttemptDelaySeconds: node.retryDelaySeconds };
      const outcome = node.isPoll ? { Payload: this.#mark() } : { Error: error };
      return { ...base, Action: 'RETRY', StepOptions, ...outcome };
    }
    return node.succeeds
      ? { ...base, Action: 'SUCCEED', Payload: this.#mark() }
      : { ...base, Action: 'FAIL', Error: error };
  }

  #wait(node: WaitNode, operation: Operation | undefined, parent: { ParentId?: string }): void {
    const base = { Id: node.id, Type: 'WAIT', ...parent } as const;
    if (operation === undefined) {
      this.plan.groups.push([{ ...base, Action: 'START', WaitOptions: { WaitSeconds: node.seconds } }]);
    } else if (node.isCancelled) {
      this.plan.groups.push([{ ...base, Action: 'CANCEL' }]);
    }
  }

  #callback(node: CallbackNode, operation: Operation | undefined, parent: { ParentId?: string }): void {
    if (operation !== undefined) return;
    const { timeoutSeconds, heartbeatSeconds } = node;
    const CallbackOptions = {
      ...(timeoutSeconds === undefined ? {} : { TimeoutSeconds: timeoutSeconds }),
      ...(heartbeatSeconds === undefined ? {} : { HeartbeatTimeoutSeconds: heartbeatSeconds }),
    };
    this.plan.groups.push([{ Id: node.id, Type: 'CALLBACK', Action: 'START', CallbackOptions, ...parent }]);
  }

  #invoke(node: InvokeNode, operation: Operation | undefined, parent: { ParentId?: string }): void {
    if (operation !== undefined) return;
    this.plan.groups.push([
      {
        Id: node.id,
        Type: 'CHAINED_INVOKE',
        Action: 'START',
        ...parent,
        ChainedInvokeOptions: { FunctionName: node.functionName },
        ...(node.input === undefined ? {} : { Payload: node.input }),
      },
    ]);
  }

  #context(node: ContextNode, operation: Operation | undefined, parent: { ParentId?: string }): void {
    const base = { Id: node.id, Type: 'CONTEXT', SubType: 'RunInChildContext', ...parent } as const;
    const isEmpty = node.children.length === 0;
    if (operation === undefined && !isEmpty) this.plan.groups.push([{ ...base, Action: 'START' }]);
    if (!this.walk(node.children, node.isConcurrent, node.id)) return;
    const ContextOptions = { ReplayChildren: node.replaysChildren };
    this.plan.groups.push([
      node.succeeds
        ? { ...base, Action: 'SUCCEED', Payload: this.#mark(), ContextOptions }
        : { ...base, Action: 'FAIL', Error: { ErrorMessage: this.#mark() }, ContextOptions },
    ]);
  }
}
