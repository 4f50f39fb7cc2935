// How a command prints what it found: as text for people, as one JSON document, or as a JSON value on each line.

import type { Terminal } from '../terminal.ts';
import { wireJson, wireJsonLine } from './wire-json.ts';

export const formats = ['table', 'json', 'jsonl'] as const;
export type Format = (typeof formats)[number];

export class Printer {
  readonly format: Format;
  readonly #terminal: Terminal;

  constructor(terminal: Terminal, format: Format) {
    this.#terminal = terminal;
    this.format = format;
  }

  /** `text` makes the form for people. */
  print(value: object, text: () => string): void {
    const shown = { table: text, json: () => wireJson(value), jsonl: () => wireJsonLine(value) }[this.format];
    this.#terminal.out(`${shown()}\n`);
  }

  /** A list: in JSON under the name that the API gives it, in JSON lines an item each. */
  printList(member: string, items: readonly object[], text: () => string): void {
    if (this.format === 'jsonl') for (const item of items) this.#terminal.out(`${wireJsonLine(item)}\n`);
    else this.print({ [member]: items }, text);
  }
}
