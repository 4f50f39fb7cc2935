// Faults at a size that every test run can bear, or, with `npm run faults`, at the size that is promised.

export const isFullSize = process.env.FAULTS === 'full';

export const sized = (small: number, full: number): number => (isFullSize ? full : small);

/** For a test that takes its time at full size. */
export const GUARD_MILLIS = sized(300_000, 600_000);
