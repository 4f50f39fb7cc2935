// The straight check of checkpoint bodies against the description of their members. A bug here shows as a malformed batch
// that reaches the engine because the fast way overlooked what the slow way refuses.

import { limits } from '@perdure/protocol';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPlainCheckpoint, readCheckpoint } from './checkpoint-shape.ts';
import { Report } from './report.ts';

const text = fc.oneof(
  fc.constantFrom('', 'a', 'a b', 'T1==', 'é', 'x'.repeat(64), 'x'.repeat(65), 'x'.repeat(2049)),
  fc.string(),
);
const wild = fc.oneof(fc.constantFrom(null, undefined), fc.jsonValue());
const number = fc.oneof(
  fc.constantFrom(-1, 0, 1, 1.5, limits.waitSecondsMax, limits.waitSecondsMax + 1, 100_000_000, Infinity),
  fc.integer(),
);

/** An object that has each member at times: mostly of the right kind, at times of any. */
const object = (members: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(
    Object.fromEntries(
      Object.entries(members).map(([name, member]) => [
        name,
        fc.oneof({ weight: 30, arbitrary: member }, { weight: 1, arbitrary: wild }),
      ]),
    ),
    { requiredKeys: [] },
  );

const update = object({
  Id: text,
  ParentId: text,
  Name: text,
  SubType: text,
  Payload: text,
  Type: fc.constantFrom('STEP', 'WAIT', 'EXECUTION', 'CALLBACK', 'CHAINED_INVOKE', 'CONTEXT', 'step'),
  Action: fc.constantFrom('START', 'SUCCEED', 'FAIL', 'RETRY', 'CANCEL', ''),
  Error: object({ ErrorMessage: text, ErrorType: text, ErrorData: text, StackTrace: fc.array(text) }),
  ContextOptions: object({ ReplayChildren: fc.boolean() }),
  StepOptions: object({ NextAttemptDelaySeconds: number }),
  WaitOptions: object({ WaitSeconds: number }),
  CallbackOptions: object({ TimeoutSeconds: number, HeartbeatTimeoutSeconds: number }),
  ChainedInvokeOptions: object({ FunctionName: text, TenantId: text, XAmznTraceId: text }),
});
const body = object({
  CheckpointToken: fc.constantFrom('T1==', 'T1'),
  ClientToken: text,
  Updates: fc.array(update, { maxLength: 3 }),
});

/** What the description says, with the straight check out of the way: it never runs on a report with a finding. */
function isDescribed(given: Record<string, unknown>): boolean {
  const report = new Report();
  report.violates('x', 'path', 'Member must fail');
  const read = readCheckpoint(given, report);
  return !read.ok && read.refusal.message.startsWith('1 validation error');
}

test('what the straight check accepts, the description accepts', () => {
  fc.assert(
    fc.property(body, (given) => {
      if (isPlainCheckpoint(given)) expect(isDescribed(given)).toBe(true);
    }),
    { numRuns: 3000, seed: 17 },
  );
});

test('what the description accepts reads the same by both ways, null and unknown members aside', () => {
  fc.assert(
    fc.property(body, (given) => {
      const read = readCheckpoint(given, new Report());
      expect(read.ok).toBe(isDescribed(given));
      if (read.ok) expect(isPlainCheckpoint(read.value)).toBe(true);
    }),
    { numRuns: 3000, seed: 17 },
  );
});
