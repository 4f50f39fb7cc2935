// What wait, callback and invoke have in common: they are started, and then something outside completes them.

import type { OperationInfo } from '../api/plugin.ts';
import type { OperationUpdate, WireOperation } from '../api/wire.ts';
import { observed } from '../never.ts';
import { isTerminal } from '../operation-records.ts';
import type { TrackedOperation } from '../suspension.ts';
import type { OperationSite } from './operation-site.ts';

/** How the record of a finished operation looks to plugins. */
type Describe = (record: WireOperation) => Partial<OperationInfo>;

type StartMembers = Partial<OperationUpdate>;

interface Payload {
  serialize: () => Promise<string | undefined>;
  /** The error with which the operation is not begun, because the service would not take the text. */
  refuse: (text: string | undefined) => Error | undefined;
}

export class ExternalOperation {
  readonly site: OperationSite;
  readonly #tracked: TrackedOperation | undefined;
  readonly #describe: Describe;
  /** Settles once the service knows the operation. */
  readonly started: Promise<void>;

  /** With a `payload` START is queued once that is there, otherwise within the call. */
  constructor(site: OperationSite, members: StartMembers, describe: Describe, payload?: Payload) {
    this.site = site;
    this.#describe = describe;
    const record = site.record();
    const isDone = isTerminal(record?.Status);
    this.#tracked = isDone ? undefined : site.node.invocation.suspension.track(site.node, 'waiting');
    this.started = observed(
      record === undefined ? this.#start(members, payload) : this.#resume(record, isDone),
    );
  }

  /** Says that somebody waits for the end. */
  await(): void {
    this.#tracked?.await();
  }

  /** Settles with the record of the finished operation. */
  async finished(dueMs: (record: WireOperation | undefined) => number | undefined): Promise<WireOperation> {
    await this.started;
    const { site } = this;
    let record = site.record();
    if (this.#tracked === undefined && record !== undefined) return record;
    while (record === undefined || !isTerminal(record.Status)) {
      await site.node.invocation.waits.untilChanged(site.id, dueMs(record));
      record = site.record();
    }
    await this.#announceEnd(record, false);
    this.#tracked?.complete();
    site.node.noticeEndOfReplay();
    return record;
  }

  async #start(members: StartMembers, payload: Payload | undefined): Promise<void> {
    const text = payload === undefined ? undefined : await payload.serialize();
    const refusal = payload?.refuse(text);
    if (refusal !== undefined) {
      // It is never started, so that nobody outside will end it.
      this.#tracked?.complete();
      throw refusal;
    }
    await this.site.sendAcknowledged('START', text === undefined ? members : { Payload: text, ...members });
    await this.#announceStart(false);
  }

  async #resume(record: WireOperation, isDone: boolean): Promise<void> {
    const { site } = this;
    if (!isDone) return this.#announceStart(true);
    await this.#announceEnd(record, !site.node.invocation.updatedOperationIds.has(site.id));
    site.node.noticeEndOfReplay();
  }

  async #announceStart(isReplay: boolean): Promise<void> {
    const { plugins } = this.site.node.invocation;
    if (!plugins.isEmpty) await plugins.notify('onOperationStart', this.site.info('STARTED', isReplay));
  }

  async #announceEnd(record: WireOperation, isReplay: boolean): Promise<void> {
    const { plugins } = this.site.node.invocation;
    if (plugins.isEmpty || record.Status === undefined) return;
    await plugins.notify('onOperationEnd', this.site.info(record.Status, isReplay, this.#describe(record)));
  }
}
