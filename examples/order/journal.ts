// What the outside world saw: one line of JSON for each request that reached it, in a file that no crash of a server or a
// function touches. The demo counts side effects here, not in what Perdure says about itself.

import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface JournalLine {
  /** ISO 8601. */
  at: string;
  party: 'warehouse' | 'payments' | 'mail';
  act: string;
  orderId: string;
  outcome: 'busy' | 'begun' | 'done' | 'done before';
}

export class Journal {
  readonly #directory: string;
  readonly #file: string;

  constructor(directory: string) {
    this.#directory = directory;
    this.#file = join(directory, 'journal.jsonl');
  }

  write(line: Omit<JournalLine, 'at'>): void {
    mkdirSync(this.#directory, { recursive: true });
    appendFileSync(this.#file, `${JSON.stringify({ at: new Date().toISOString(), ...line })}\n`);
  }

  /** Everything so far; nothing yet when no request has come. */
  lines(): JournalLine[] {
    try {
      const text = readFileSync(this.#file, 'utf8');
      return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  }
}
