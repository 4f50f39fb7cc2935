// Chance with a seed: the same seed gives the same numbers on every machine.

const UINT32_RANGE = 2 ** 32;

/** A 32-bit hash of a text, for seeds made from names. */
export function hashText(text: string): number {
  const OFFSET_BASIS = 0x811c9dc5;
  const PRIME = 0x01000193;
  let hash = OFFSET_BASIS;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), PRIME);
  }
  return hash >>> 0;
}

/** Mulberry32: one word of state, and good enough to choose faults. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed ^ (seed / UINT32_RANGE)) >>> 0;
    // Seeds next to each other begin apart only after a few steps.
    for (let step = 0; step < 4; step += 1) this.#word();
  }

  #word(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** 0 up to 1. */
  fraction(): number {
    return this.#word() / UINT32_RANGE;
  }

  chance(probability: number): boolean {
    return probability > 0 && this.fraction() < probability;
  }

  /** A whole number, both bounds included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.between(0, items.length - 1)] ?? items[0];
  }

  /** Hexadecimal digits. */
  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.#word().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }

  /** A stream of its own: how much is drawn from it does not move this one. */
  fork(): Random {
    return new Random(this.#word());
  }
}
