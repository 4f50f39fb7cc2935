/**
 * A promise that never settles: how code is stopped that must not go on, after a suspension or a fatal finding.
 * A new one each time, because a shared one would hold on to everything that ever waited for it.
 */
export const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

/** Marks a promise as observed: its failure is reported where it is awaited, if it ever is. */
export function observed<T>(promise: Promise<T>): Promise<T> {
  promise.then(undefined, () => undefined);
  return promise;
}
