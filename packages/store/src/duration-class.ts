// Durations are counted in classes, each wider than the one before by the same factor: four to a doubling, so that a
// percentile read from the counts is off by at most a fifth.

import type { Millis } from '@perdure/protocol';

export const CLASSES_PER_DOUBLING = 4;

/** The class of a duration. Class 0 begins at 0 ms. */
export const durationClassOf = (durationMillis: Millis): number =>
  Math.floor(Math.log2(durationMillis + 1) * CLASSES_PER_DOUBLING);

/** Where a class begins; it ends where the next one begins. */
export const durationClassStart = (durationClass: number): Millis =>
  2 ** (durationClass / CLASSES_PER_DOUBLING) - 1;
