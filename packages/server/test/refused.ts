// Tables of requests that a real server refuses, judged by the official client.

import * as lambda from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';

export interface RefusalCase {
  what: string;
  ask(): Promise<unknown>;
  error: string;
  says?: string | RegExp;
}

/** One test for each case: the client raises the class of the error, where its model has one. */
export function refused(cases: RefusalCase[]): void {
  test.each(cases)('$what is a $error', async ({ ask, error, says }) => {
    const thrown = await ask().then(
      () => undefined,
      (fault: unknown) => fault as lambda.LambdaServiceException,
    );
    expect(thrown?.name).toBe(error);
    const known = (lambda as Record<string, unknown>)[error];
    if (typeof known === 'function') expect(thrown).toBeInstanceOf(known);
    expect(thrown?.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
    if (says !== undefined) expect(thrown?.message).toMatch(says);
  });
}
