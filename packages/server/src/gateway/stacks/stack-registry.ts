// Keeps stacks: in the store, and all of them in memory, where requests, events and schedules look them up.
//
// K1  A put is judged, prepared and written one at a time: two puts never take the same name.
// K2  The store is written before anything is seen; what is in memory is what the store has.
// K3  What a part prepares beside the store (tables) is harmless if the write never comes: the next put finds it again.

import { isDeepStrictEqual } from 'node:util';
import {
  accepted,
  type Millis,
  type Realm,
  type Result,
  refused,
  type StackDescription,
  type StackDocument,
  type StackPage,
  type StackSummary,
  toEpochSeconds,
} from '@perdure/protocol';
import type { Store } from '@perdure/store';
import { checkRevision } from '../../functions/control-scope.ts';
import { pageOf } from '../../functions/function-pages.ts';
import { addressesOf, stackArn } from './stack-addresses.ts';
import { claimedByOther, claimedTwice } from './stack-claims.ts';
import type { StackPageRequest, StackService } from './stack-service.ts';

/** A part of the server that carries out what stacks say. */
export interface StackPart {
  /** Refuses what it could not carry out. Changes nothing. `others` are the stacks beside this one. */
  check?(document: StackDocument, others: readonly StackDocument[]): Promise<Result<void>> | Result<void>;
  /** Makes what must be there before the stack is. Repeatable. */
  prepare?(document: StackDocument): Promise<Result<void> | void>;
  /** All stacks as they are now, after a change and at the start. */
  adopt?(documents: readonly StackDocument[]): void;
  /** Clears away what a stack held and does not hold any more. */
  discard?(before: StackDocument, after: StackDocument): Promise<void>;
}

export interface StackRegistryOptions {
  store: Pick<Store, 'records' | 'writeRecords'>;
  realm: Realm;
  now(): Millis;
  freshId(): string;
  /** The URL of the API, known once the server listens. */
  endpoint(): string;
  parts: readonly StackPart[];
  onFault(fault: unknown): void;
}

/** A stack as its record holds it. */
interface StackRecord {
  document: StackDocument;
  createdAt: Millis;
  updatedAt: Millis;
  revisionId: string;
}

interface Kept extends StackRecord {
  /** Of the record in the store. */
  revision: number;
}

const RECORD_KIND = 'stack';
/** What a put gives that wants no stack to be there. */
const NO_REVISION = '0';

export class StackRegistry implements StackService {
  readonly #options: StackRegistryOptions;
  readonly #stacks = new Map<string, Kept>();
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(options: StackRegistryOptions) {
    this.#options = options;
  }

  /** Reads all stacks and has the parts take them up. */
  async open(): Promise<void> {
    for (const { key, body, revision } of await this.#options.store.records(RECORD_KIND)) {
      this.#stacks.set(key, { ...(JSON.parse(body) as StackRecord), revision });
    }
    this.#adopt();
  }

  put(
    stackName: string,
    document: StackDocument,
    revisionId?: string,
  ): Promise<Result<{ description: StackDescription; isNew: boolean }>> {
    return this.#inTurn(() => this.#put(stackName, document, revisionId));
  }

  async get(stackName: string): Promise<Result<StackDescription>> {
    const kept = this.#stacks.get(stackName);
    return kept === undefined ? stackNotFound(stackName) : accepted(this.#describe(stackName, kept));
  }

  async list(request: StackPageRequest): Promise<Result<StackPage>> {
    const summaries = [...this.#stacks]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([stackName, kept]) => this.#summarize(stackName, kept));
    const page = pageOf(summaries, ({ StackName }) => StackName, 'stacks', request, this.#options.now());
    return page.ok ? accepted({ Stacks: page.value.items, ...page.value.marker }) : page;
  }

  delete(stackName: string, revisionId?: string): Promise<Result<void>> {
    return this.#inTurn(() => this.#delete(stackName, revisionId));
  }

  async #put(
    stackName: string,
    document: StackDocument,
    revisionId: string | undefined,
  ): Promise<Result<{ description: StackDescription; isNew: boolean }>> {
    const before = this.#stacks.get(stackName);
    const current = checkRevision(revisionId, before?.revisionId ?? NO_REVISION);
    if (!current.ok) return current;
    if (before !== undefined && isDeepStrictEqual(before.document, document)) {
      return accepted({ description: this.#describe(stackName, before), isNew: false });
    }
    const ready = await this.#makeReady(stackName, document);
    if (!ready.ok) return ready;
    const { now, freshId } = this.#options;
    const updatedAt = now();
    const record = { document, createdAt: before?.createdAt ?? updatedAt, updatedAt, revisionId: freshId() };
    const kept = await this.#write(stackName, record, before?.revision ?? 0);
    await this.#discard(before?.document ?? {}, document);
    return accepted({ description: this.#describe(stackName, kept), isNew: before === undefined });
  }

  async #delete(stackName: string, revisionId: string | undefined): Promise<Result<void>> {
    const before = this.#stacks.get(stackName);
    if (before === undefined) return stackNotFound(stackName);
    const current = checkRevision(revisionId, before.revisionId);
    if (!current.ok) return current;
    const { store } = this.#options;
    await store.writeRecords([{ kind: RECORD_KIND, key: stackName, expectedRevision: before.revision }]);
    this.#stacks.delete(stackName);
    this.#adopt();
    await this.#discard(before.document, {});
    return accepted(undefined);
  }

  /** Judges the document and has the parts prepare for it. */
  async #makeReady(stackName: string, document: StackDocument): Promise<Result<void>> {
    const twice = claimedTwice(document);
    if (twice !== undefined) {
      return refused('InvalidParameterValueException', `The stack has ${twice} twice. Names are unique.`);
    }
    const others = [...this.#stacks].filter(([name]) => name !== stackName);
    const clash = claimedByOther(
      document,
      others.map(([name, { document: other }]) => [name, other]),
    );
    if (clash !== undefined) {
      const message = `The stack ${stackName} cannot have ${clash.claim}: it belongs to the stack ${clash.owner}`;
      return refused('ResourceConflictException', message);
    }
    const documents = others.map(([, { document: other }]) => other);
    for (const part of this.#options.parts) {
      const checked = await part.check?.(document, documents);
      if (checked?.ok === false) return checked;
    }
    for (const part of this.#options.parts) {
      const prepared = await part.prepare?.(document);
      if (prepared && !prepared.ok) return prepared;
    }
    return accepted(undefined);
  }

  async #write(stackName: string, record: StackRecord, expectedRevision: number): Promise<Kept> {
    const body = JSON.stringify(record);
    await this.#options.store.writeRecords([{ kind: RECORD_KIND, key: stackName, expectedRevision, body }]);
    const kept = { ...record, revision: expectedRevision + 1 };
    this.#stacks.set(stackName, kept);
    this.#adopt();
    return kept;
  }

  #adopt(): void {
    const documents = [...this.#stacks.values()].map(({ document }) => document);
    for (const part of this.#options.parts) part.adopt?.(documents);
  }

  /** What cannot be cleared away now is told and left: the change itself is done. */
  async #discard(before: StackDocument, after: StackDocument): Promise<void> {
    for (const part of this.#options.parts) {
      await part.discard?.(before, after).catch(this.#options.onFault);
    }
  }

  #inTurn<Value>(change: () => Promise<Value>): Promise<Value> {
    const done = this.#lastChange.then(change);
    this.#lastChange = done.catch(() => undefined);
    return done;
  }

  #summarize(stackName: string, { document, createdAt, updatedAt, revisionId }: StackRecord): StackSummary {
    return {
      StackName: stackName,
      StackArn: stackArn(this.#options.realm, stackName),
      ...(document.Description === undefined ? {} : { Description: document.Description }),
      CreationTimestamp: toEpochSeconds(createdAt),
      LastUpdatedTimestamp: toEpochSeconds(updatedAt),
      RevisionId: revisionId,
    };
  }

  #describe(stackName: string, kept: Kept): StackDescription {
    const { endpoint, realm } = this.#options;
    return {
      ...this.#summarize(stackName, kept),
      Document: kept.document,
      Addresses: addressesOf(kept.document, endpoint(), realm),
    };
  }
}

const stackNotFound = (stackName: string): ReturnType<typeof refused> =>
  refused('ResourceNotFoundException', `Stack not found: ${stackName}`);
