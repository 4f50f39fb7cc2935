// A terminal that remembers what was written, and answers questions from a script.

import type { Terminal } from '../src/terminal.ts';

export class FakeTerminal implements Terminal {
  stdout = '';
  stderr = '';
  readonly live: boolean;
  readonly interactive: boolean;
  readonly colours = false;
  readonly columns: number | undefined;
  readonly rows: number | undefined;
  readonly questions: string[] = [];
  readonly #answers: string[];
  readonly #input: string;
  interrupt: () => void = () => {};

  constructor({
    answers,
    input = '',
    live = false,
  }: { answers?: string[]; input?: string; live?: boolean } = {}) {
    this.#answers = answers ?? [];
    this.#input = input;
    this.interactive = answers !== undefined;
    this.live = live;
    this.columns = live ? 100 : undefined;
    this.rows = live ? 40 : undefined;
  }

  readonly out = (text: string): void => {
    this.stdout += text;
  };
  readonly err = (text: string): void => {
    this.stderr += text;
  };

  /** Without an answer left, waits like a person who has gone: until the question is withdrawn. */
  async ask(question: string, signal: AbortSignal): Promise<string | undefined> {
    this.questions.push(question);
    const answer = this.#answers.shift();
    if (answer !== undefined) return answer;
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined)));
  }

  readInput(): Promise<string> {
    return Promise.resolve(this.#input);
  }

  interrupted(): Promise<void> {
    return new Promise((resolve) => {
      this.interrupt = resolve;
    });
  }
}
