// Looks into the outbox now and then for letters that nobody delivers: those of a server that was taken for dead and has
// written since. A letter that was there at the look before, too, is handed over; who is delivering it already takes no
// notice.

import { decodeLetter, type Letter } from '@perdure/engine';
import type { Store } from '@perdure/store';
import type { Cancel, Clock } from '../clock.ts';
import { loopLimits } from '../loop/limits.ts';

export interface OutboxSweepOptions {
  store: Store;
  clock: Clock;
  deliver(letters: readonly Letter[]): void;
  onFault(fault: unknown): void;
}

export class OutboxSweep {
  readonly #options: OutboxSweepOptions;
  #seen: ReadonlySet<string> = new Set();
  #cancel: Cancel | undefined;
  #isClosed = false;

  constructor(options: OutboxSweepOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock, onFault } = this.#options;
    if (this.#isClosed) return;
    this.#cancel = clock.at(clock.now() + loopLimits.outboxSweepMillis, () => {
      this.#sweep()
        .catch(onFault)
        .finally(() => this.start());
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel?.();
  }

  async #sweep(): Promise<void> {
    const seen = new Set<string>();
    let after: string | undefined;
    do {
      const messages = await this.#options.store.messages(loopLimits.recoveryRowsMax, after);
      if (this.#isClosed) return;
      const left = messages.filter(({ messageId }) => this.#seen.has(messageId));
      for (const { messageId } of messages) seen.add(messageId);
      this.#options.deliver(left.map(({ body }) => decodeLetter(body)));
      after = messages.at(-1)?.messageId;
    } while (after !== undefined && seen.size < loopLimits.sweptLettersMax);
    this.#seen = seen;
  }
}
