// The network between the server and everybody else. Messages take time, so they overtake each other; they are lost, and
// they arrive twice.

import type { Result } from '@perdure/protocol';
import type { Core } from '@perdure/server/embedded';
import type { Faults } from './faults.ts';
import type { Life } from './life.ts';
import type { Random } from './random.ts';
import type { SimulatedTime } from './simulated-time.ts';

const DELAY_MILLIS_MAX = 8;
const SLOW_DELAY_MILLIS_MAX = 5000;
const CALLER_PATIENCE_MILLIS = 8000;

/** What came of a request, as its caller sees it. */
export type Answer<Value> =
  | { kind: 'answered'; result: Result<Value> }
  /** The connection was refused, or the server failed: it may be tried again. */
  | { kind: 'failed' }
  /** No word came. It may have been done or not. */
  | { kind: 'lost' };

export interface NetworkOptions {
  time: SimulatedTime;
  faults: Faults;
  random: Random;
  /** The server that answers now, if one is up. */
  server(): Core | undefined;
}

export class SimulatedNetwork {
  readonly #options: NetworkOptions;

  constructor(options: NetworkOptions) {
    this.#options = options;
  }

  /**
   * Sends a request on behalf of `life`. `call` runs at the server, once for each time that the request arrives; it sees
   * the server's answers before they are sent, also those that get lost.
   */
  ask<Value>(
    life: Life,
    call: (core: Core) => Promise<Result<Value>>,
    patienceMillis: number = CALLER_PATIENCE_MILLIS,
  ): Promise<Answer<Value>> {
    const { time, faults } = this.#options;
    return new Promise((resolve) => {
      const settle = (answer: Answer<Value>): void => {
        stopWaiting();
        if (!life.hasEnded) resolve(answer);
      };
      const stopWaiting = time.after(patienceMillis, () => settle({ kind: 'lost' }));
      this.#send(call, settle);
      if (faults.strikes('requestRepeated')) this.#send(call, settle);
    });
  }

  #send<Value>(call: (core: Core) => Promise<Result<Value>>, settle: (answer: Answer<Value>) => void): void {
    const { time, faults, server } = this.#options;
    const reply = (answer: Answer<Value>): void => {
      if (!faults.strikes('replyLost')) time.after(this.#delay(), () => settle(answer));
    };
    if (faults.strikes('requestLost')) return;
    time.after(this.#delay(), () => {
      const core = server();
      if (core === undefined) {
        reply({ kind: 'failed' });
        return;
      }
      call(core).then(
        (result) => reply({ kind: 'answered', result }),
        () => reply({ kind: 'failed' }),
      );
    });
  }

  #delay(): number {
    const { faults, random } = this.#options;
    const most = faults.strikes('messageSlow') ? SLOW_DELAY_MILLIS_MAX : DELAY_MILLIS_MAX;
    return random.between(0, most);
  }
}
