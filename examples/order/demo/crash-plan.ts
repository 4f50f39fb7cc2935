// When the demo kills its server: once inside the step that reserves, once while the order waits for its payment.

import { type LiveView, palette, type ServerProcess, type Terminal } from '@perdure/cli';
import type { Journal } from '../journal.ts';

/** In the environment of the function: the warehouse searches for so long that the server is killed meanwhile, however busy the machine. */
export const searchingForLong = { ORDER_SEARCHING_MS: '60000' };
/** The function may take that long. */
export const longInvocationSeconds = 90;

const CRASHES = 2;

export class CrashPlan {
  readonly #server: ServerProcess;
  readonly #journal: Journal;
  readonly #screen: Terminal;
  readonly #done = new Set<string>();

  constructor(server: ServerProcess, journal: Journal, screen: Terminal) {
    this.#server = server;
    this.#journal = journal;
    this.#screen = screen;
  }

  get count(): number {
    return this.#done.size;
  }

  /** Whether all of them have happened. */
  get isOver(): boolean {
    return this.count === CRASHES;
  }

  /** Kills and restarts the server if its time has come; the caller must not ask the server anything meanwhile. */
  async look(view: LiveView): Promise<void> {
    if (this.#isPicking()) await this.#crash(view, 'while the warehouse is at work inside reserve-inventory');
    if (isWaitingForPayment(view)) await this.#crash(view, 'while the order waits for its payment');
  }

  /** The journal knows that the work has begun before the history can. */
  #isPicking(): boolean {
    return this.#journal.lines().some(({ act, outcome }) => act === 'reserve' && outcome === 'begun');
  }

  async #crash(view: LiveView, moment: string): Promise<void> {
    if (this.#done.has(moment)) return;
    this.#done.add(moment);
    const colours = palette(this.#screen);
    view.hold();
    await this.#server.kill();
    this.#screen.out(`${colours.bad(`⚡ SIGKILL to the server, ${moment}`)}\n`);
    await this.#server.startAgain();
    this.#screen.out(`${colours.good('   the server is back, on the same data')}\n`);
    view.release();
  }
}

/** The bill has reached the provider, so nothing runs any more: the execution sleeps. */
function isWaitingForPayment(view: LiveView): boolean {
  const charge = view.tree.roots.find(({ name }) => name === 'charge');
  const submitted = charge?.children.some(({ kind, state }) => kind === 'Step' && state === 'succeeded');
  return submitted === true && view.tree.openCallbacks().length > 0;
}
