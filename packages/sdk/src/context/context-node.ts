// Owns: the place of one context in the tree of an execution: how its operations are numbered, whether it is being
// replayed, and whether it is finished.
//
// N1  The counter is consumed at the call of an operation, before any await, so that ids follow the order of calls.
// N2  A finished context writes nothing more: its result is recorded, and the service refuses late children.

import type { DurableContext } from '../api/durable-context.ts';
import type { DurableLogger } from '../api/logger.ts';
import type { AnySerdes, AnySerdesDeserializer } from '../api/serdes.ts';
import type { Invocation } from '../invocation.ts';
import { type Position, positionOf, rawIdOf, wireId } from '../operation-id.ts';

/**
 * - `execution`: new work. Log lines are written.
 * - `replay`: the code runs over recorded operations. Log lines are held back.
 * - `replay-succeeded`: the code of a context runs again only to rebuild a result that was too large to record.
 */
export type ReplayMode = 'execution' | 'replay' | 'replay-succeeded';

/** What a context hands down to the children that it creates. */
export interface ContextSettings {
  logger: DurableLogger;
  modeAware: boolean;
  defaultSerdes: AnySerdes;
  defaultCallbackDeserializer: AnySerdesDeserializer | undefined;
}

export interface ContextNodeOptions {
  invocation: Invocation;
  parent: ContextNode | undefined;
  /** Position; undefined for the handler's own context. */
  rawId: string | undefined;
  /** Whether the context has a record of its own. */
  isVirtual: boolean;
  mode: ReplayMode;
  settings: ContextSettings;
}

export class ContextNode {
  readonly invocation: Invocation;
  readonly parent: ContextNode | undefined;
  readonly rawId: string | undefined;
  /** How the running code names this context. */
  readonly contextId: string;
  /** What operations in this context have as ParentId: the nearest recorded context. */
  readonly parentId: string | undefined;
  /** The position of that context. */
  readonly rawParentId: string | undefined;
  /** Recorded contexts from the root to this one. */
  readonly level: number;
  readonly settings: ContextSettings;
  mode: ReplayMode;
  #operations = 0;
  #next: Position | undefined;
  #finished = false;

  constructor(options: ContextNodeOptions) {
    const { invocation, parent, rawId, isVirtual, mode, settings } = options;
    this.invocation = invocation;
    this.parent = parent;
    this.rawId = rawId;
    this.contextId = rawId ?? 'root';
    this.rawParentId = isVirtual ? parent?.rawParentId : rawId;
    this.parentId = this.rawParentId === undefined ? undefined : wireId(this.rawParentId);
    this.level = parent === undefined ? 0 : parent.level + (isVirtual ? 0 : 1);
    this.mode = mode;
    this.settings = { ...settings };
  }

  /** Takes the position of the next operation. */
  takePosition(): Position {
    const position = this.peekPosition();
    this.#operations++;
    this.#next = undefined;
    return position;
  }

  /** The position that the latest operation took. */
  get lastRawId(): string {
    return rawIdOf(this.rawId, this.#operations);
  }

  /** The position that the next operation will have. */
  peekPosition(): Position {
    this.#next ??= positionOf(this.rawId, this.#operations + 1);
    return this.#next;
  }

  /**
   * Ends the replay when nothing is recorded for the next operation. A virtual context has no record, but its first
   * operation has.
   */
  noticeEndOfReplay(): void {
    if (this.mode !== 'replay') return;
    const { records } = this.invocation;
    const { rawId, id } = this.peekPosition();
    if (records.get(id) === undefined && records.get(positionOf(rawId, 1).id) === undefined) {
      this.mode = 'execution';
    }
  }

  /** From now on nothing in this context is written (N2). */
  finish(): void {
    this.#finished = true;
  }

  isFinished(): boolean {
    return this.#finished || (this.parent?.isFinished() ?? false);
  }

  /** The public face of this context. */
  open(): DurableContext {
    return this.invocation.openContext(this);
  }
}
