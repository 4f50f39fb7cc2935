// A command on its way through the loop.

import type {
  CommandKind,
  CommandOf,
  Decision,
  Entry,
  ExecutionState,
  Letter,
  Replies,
  Start,
  StartReply,
} from '@perdure/engine';
import type { ExecutionId, ExecutionStatus, Millis, Result } from '@perdure/protocol';
import type { Head } from '@perdure/store';

type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;

/** A command before the loop stamps it with the time of its turn. */
export type Unstamped<Command> = DistributiveOmit<Command, 'now'>;

export type CommandRequest<Kind extends CommandKind> = Unstamped<CommandOf<Kind>> & { kind: Kind };
export type StartCommand = Unstamped<Start>;

export interface SubmitOptions {
  /** The letter that this command acts upon: it leaves the outbox with the commit. */
  consumes?: string;
  /** Our own work is not turned away when the inbox is full: it is bounded by what was accepted before. */
  internal?: boolean;
}

/** One entry of the inbox. `decide` and `settle` close over the types of its command and reply. */
export interface Submission {
  executionId: ExecutionId;
  kind: CommandKind | 'start' | 'read' | 'wake' | 'project';
  /** Decides, and once the events are applied, `view` makes the answer from the new state. */
  decide(state: ExecutionState | undefined, now: Millis): Decision<unknown>;
  view(state: ExecutionState, reply: unknown): unknown;
  /** Present on a start: what to look for when its name is taken, and the id that it brought for a new execution. */
  name?: { functionName: string; executionName: string; ownId: ExecutionId };
  consumes?: string;
  /** Somebody waits for it who is turned away when the inbox is full. */
  isRequest: boolean;
  settle(result: Result<unknown>): void;
  fail(fault: unknown): void;
  attempts: number;
}

export type View<Kind extends CommandKind, Value> = (state: ExecutionState, reply: Replies[Kind]) => Value;
export type StartView<Value> = (state: ExecutionState, reply: StartReply) => Value;

/** What a commit has appended to one execution. */
export interface CommittedChange {
  /** As it is after the commit; it lives on, so whoever needs it later copies what is needed. */
  state: ExecutionState;
  head: Head;
  /** The number of the commit, which is the execution's version. */
  version: number;
  entry: Entry;
  /** Undefined when the execution began with this commit. */
  statusBefore: ExecutionStatus | undefined;
}

/** What the loop tells the rest of the server after a commit. */
export interface LoopListener {
  /** Events of the execution have been committed. Must cost next to nothing. */
  onCommitted(change: CommittedChange): void;
  /** The execution has changed, whatever else is told of it. Must cost next to nothing. */
  onChange(state: ExecutionState): void;
  /** An invocation is due. Called again after every commit that leaves it due. */
  onInvocationDue(state: ExecutionState): void;
  /**
   * When to look at the execution again; undefined when it is gone. One whose invocation is due has a time of its own beside
   * that: the store knows only that it is due.
   */
  onWake(executionId: ExecutionId, wakeAt: Millis | undefined, isInvocationDue: boolean): void;
  onClosed(state: ExecutionState): void;
  onLetters(letters: readonly Letter[]): void;
}
