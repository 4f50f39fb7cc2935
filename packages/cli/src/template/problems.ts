// What is wrong with a template. Reading goes on after a problem, so that one look shows them all.

import { CommandFailure } from '../failure.ts';
import type { Path } from './value.ts';

export interface Problem {
  path: Path;
  message: string;
}

/** Counted from 1. */
export interface Place {
  line: number;
  column: number;
}

/** Finds the place of a path in the text: that of the deepest part of it that is written there. */
export type PlaceFinder = (path: Path) => Place | undefined;

/** The template cannot be deployed as it is: every problem with file, line and column. */
export class TemplateFailure extends CommandFailure {
  override readonly name = 'TemplateFailure';

  constructor(file: string, problems: readonly (Problem & { place?: Place | undefined })[]) {
    const lines = problems.map(({ message, place }) =>
      place === undefined ? `${file}: ${message}` : `${file}:${place.line}:${place.column}: ${message}`,
    );
    super(lines.join('\n'));
  }
}

export class Problems {
  readonly #found: Problem[] = [];
  readonly #file: string;
  readonly #placeOf: PlaceFinder;

  constructor(file: string, placeOf: PlaceFinder) {
    this.#file = file;
    this.#placeOf = placeOf;
  }

  add(path: Path, message: string): void {
    if (!this.#found.some((known) => known.message === message && samePath(known.path, path)))
      this.#found.push({ path, message });
  }

  /** Ends a stage of the reading: what comes after it could only follow from what is wrong already. */
  throwIfAny(): void {
    if (this.#found.length === 0) return;
    const placed = this.#found.map((problem) => ({ ...problem, place: this.#placeOf(problem.path) }));
    placed.sort((left, right) => (left.place?.line ?? 0) - (right.place?.line ?? 0));
    throw new TemplateFailure(this.#file, placed);
  }
}

const samePath = (left: Path, right: Path): boolean =>
  left.length === right.length && left.every((part, index) => part === right[index]);
