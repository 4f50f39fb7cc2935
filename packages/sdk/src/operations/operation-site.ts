// The call of an operation: its position, what is recorded there, and the form of its updates.

import type { OperationAction, OperationStatus, OperationType } from '../api/operation-enums.ts';
import type { OperationInfo } from '../api/plugin.ts';
import type { OperationUpdate, WireOperation } from '../api/wire.ts';
import type { ContextNode } from '../context/context-node.ts';
import { currentScope } from '../context/scope.ts';
import { nonDeterminism } from '../errors/unrecoverable-errors.ts';
import { never } from '../never.ts';
import { isTerminal } from '../operation-records.ts';
import { toDate } from '../timestamps.ts';
import { describeMismatch } from './describe-mismatch.ts';

/** What an operation is, as far as its record tells. */
export interface OperationKind {
  /** The method of the context, for messages. */
  method: string;
  type: OperationType;
  subType: string;
  /** Whether the record must match the call. */
  isValidated?: boolean;
}

export class OperationSite {
  readonly node: ContextNode;
  readonly kind: OperationKind;
  readonly name: string | undefined;
  /** Name for observers, where it differs from the recorded one. */
  readonly label: string | undefined;
  readonly rawId: string;
  readonly id: string;

  constructor(node: ContextNode, kind: OperationKind, name: string | undefined, label = name) {
    this.node = node;
    this.kind = kind;
    this.name = name;
    this.label = label;
    const { rawId, id } = node.takePosition();
    this.rawId = rawId;
    this.id = id;
  }

  get rawParentId(): string | undefined {
    return this.node.rawParentId;
  }

  record(): WireOperation | undefined {
    return this.node.invocation.records.get(this.id);
  }

  /** Queues an update that nobody waits for. Dropped when a context around it is finished. */
  send(action: OperationAction, members?: Partial<OperationUpdate>): void {
    if (!this.node.isFinished()) this.node.invocation.queue.add(this, this.#update(action, members));
  }

  /** Queues an update and waits for its acknowledgement: for ever, when a context around it is finished. */
  sendAcknowledged(action: OperationAction, members?: Partial<OperationUpdate>): Promise<void> {
    if (this.node.isFinished()) return never();
    return this.node.invocation.queue.addAcknowledged(this, this.#update(action, members));
  }

  #update(action: OperationAction, members: Partial<OperationUpdate> | undefined): OperationUpdate {
    const update: OperationUpdate = {
      Id: this.id,
      Action: action,
      SubType: this.kind.subType,
      Type: this.kind.type,
    };
    if (this.node.parentId !== undefined) update.ParentId = this.node.parentId;
    if (this.name !== undefined) update.Name = this.name;
    return members === undefined ? update : Object.assign(update, members);
  }

  /** The operation as plugins see it. */
  info(status: OperationStatus, isReplay: boolean, members?: Partial<OperationInfo>): OperationInfo {
    const record = this.record();
    const info: OperationInfo = {
      id: this.id,
      type: this.kind.type,
      subType: this.kind.subType,
      status,
      isReplay,
    };
    if (this.label !== undefined) info.name = this.label;
    if (this.node.parentId !== undefined) info.parentId = this.node.parentId;
    // The record of what was just queued comes with its acknowledgement; until then this invocation's time stands in.
    const now = (): Date => new Date(this.node.invocation.clock.now());
    info.startTimestamp = toDate(record?.StartTimestamp) ?? now();
    if (isTerminal(status)) info.endTimestamp = toDate(record?.EndTimestamp) ?? now();
    return Object.assign(info, members);
  }
}

/**
 * Begins an operation. Undefined means that the code which called must not go on: the invocation is ending, the context
 * is used in the wrong place, the record belongs to another operation, the recorded context ended before this
 * operation did, or a watch holds it back.
 */
export function beginOperation(
  node: ContextNode,
  kind: OperationKind,
  name: string | undefined,
  label?: string,
): OperationSite | undefined {
  if (node.invocation.suspension.isEnding || !isUsedInPlace(node, kind.method)) return undefined;
  node.noticeEndOfReplay();
  const site = new OperationSite(node, kind, name, label);
  if (isHeldBack(site)) return undefined;
  const record = site.record();
  if (record === undefined) return site;
  if (kind.isValidated !== false && record.Type !== undefined) {
    const mismatch = describeMismatch(site, record);
    if (mismatch !== undefined) {
      node.invocation.suspension.end({ kind: 'failed', error: nonDeterminism(mismatch) });
      return undefined;
    }
  }
  if (node.mode === 'replay-succeeded' && !isTerminal(record.Status)) return undefined;
  if (node.mode === 'replay' && record.Status !== 'SUCCEEDED' && record.Status !== 'FAILED') {
    node.mode = 'execution';
  }
  return site;
}

/** Asks who watches the replay, if anybody does. */
function isHeldBack(site: OperationSite): boolean {
  const { node, kind, name, rawId, id } = site;
  const { watch } = node.invocation;
  if (watch === undefined) return false;
  const { type, subType, isValidated } = kind;
  const call = { rawId, id, parentId: node.parentId, type, subType, name, isVirtual: isValidated === false };
  if (watch.letsPass(call)) return false;
  // The code that called never goes on; the invocation may suspend, as with any open wait.
  node.invocation.suspension.track(node, 'waiting').wait();
  return true;
}

function isUsedInPlace(node: ContextNode, method: string): boolean {
  const scope = currentScope();
  if (scope === undefined || scope.contextId === node.contextId) return true;
  const error = new Error(
    `Context usage error in "${method}": You are using a parent or sibling context instead of the current child context. ` +
      `Expected context ID: "${scope.contextId}", but got: "${node.rawId}". ` +
      'When inside runInChildContext(), you must use the child context parameter, not the parent context.',
  );
  node.invocation.suspension.end({ kind: 'failed', error });
  return false;
}
