// A count that outlives invocations, environments and crashes: the stand-in for the table in which a real function would
// keep it. One byte of a file per call; appending is atomic, so a crash between two calls loses neither.

import { createHash } from 'node:crypto';
import { appendFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DurableContext } from 'durable-sdk';

/** How often this execution has now asked for `label`: 1 the first time. */
export function nextAttempt(context: DurableContext, label = 'attempt'): number {
  const directory = process.env.CONFORMANCE_STORE;
  if (directory === undefined)
    throw new Error('CONFORMANCE_STORE is not set; the runner names the directory');
  const { durableExecutionArn } = context.executionContext;
  const name = createHash('sha256').update(`${durableExecutionArn} ${label}`).digest('hex');
  const path = join(directory, name);
  appendFileSync(path, '.');
  return statSync(path).size;
}
