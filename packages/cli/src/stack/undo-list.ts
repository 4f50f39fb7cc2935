// What to do to have everything as it was: the way back of each step that was taken.

interface Undo {
  what: string;
  run(): Promise<void>;
}

export class UndoList {
  readonly #steps: Undo[] = [];

  get isEmpty(): boolean {
    return this.#steps.length === 0;
  }

  add(what: string, run: () => Promise<void>): void {
    this.#steps.push({ what, run });
  }

  /** Goes all the way back, last step first, and answers what could not be undone. */
  async all(onDone: (what: string) => void): Promise<string[]> {
    const failed: string[] = [];
    for (const { what, run } of this.#steps.splice(0).reverse()) {
      try {
        await run();
        onDone(`put back: ${what}`);
      } catch (error) {
        failed.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    return failed;
  }
}
