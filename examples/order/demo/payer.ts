// The payment provider, when no person plays it: pays a moment after it was asked.

import { setTimeout as sleep } from 'node:timers/promises';
import type { LambdaApi, LiveView, Terminal } from '@perdure/cli';

/** So that one sees the order waiting. */
const THINKING_MS = 700;

/** What the provider sends when the customer has paid. */
export const paid = JSON.stringify({ status: 'PAID', transactionId: 'T-5590-1183' });

export class Payer {
  readonly #api: LambdaApi;
  readonly #screen: Terminal;
  readonly #paid = new Set<string>();

  constructor(api: LambdaApi, screen: Terminal) {
    this.#api = api;
    this.#screen = screen;
  }

  async look(view: LiveView): Promise<void> {
    for (const { callbackId } of view.tree.openCallbacks()) {
      if (callbackId === undefined || this.#paid.has(callbackId)) continue;
      this.#paid.add(callbackId);
      await sleep(THINKING_MS);
      view.hold();
      this.#screen.out(`$ npx perdure callback succeed ${callbackId} --result '${paid}'\n`);
      await this.#api.succeedCallback(callbackId, paid);
      view.release();
    }
  }
}
