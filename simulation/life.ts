// The life of something that acts in the world. Whatever has ended acts no more: what it waits for never comes.

import type { SimulatedTime } from './simulated-time.ts';

export class Life {
  #hasEnded = false;

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  end(): void {
    this.#hasEnded = true;
  }

  /** Waits, and never returns if the life ends meanwhile. */
  sleep(time: SimulatedTime, millis: number): Promise<void> {
    return new Promise((resolve) => {
      time.after(millis, () => {
        if (!this.#hasEnded) resolve();
      });
    });
  }
}
