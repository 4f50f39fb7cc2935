// A letter about a status change as the event that AWS sends to EventBridge.

import { createHash } from 'node:crypto';
import type { StatusChanged } from '@perdure/engine';
import { assert, formatFunctionArn, parseExecutionArn } from '@perdure/protocol';
import type { StatusChangeEvent } from './status-target.ts';

/** The length of `2026-11-25T09:31:07`. */
const ISO_SECONDS_CHARS = 19;

export function statusChangeEvent(letter: StatusChanged): StatusChangeEvent {
  const { executionArn, status, at, startedAt, endedAt } = letter;
  const reference = parseExecutionArn(executionArn);
  assert(reference !== undefined, 'a letter about a status change carries the ARN of its execution');
  const { realm, functionVersion: qualifier } = reference;
  return {
    version: '0',
    id: eventIdOf(letter),
    'detail-type': 'Durable Execution Status Change',
    source: 'aws.lambda',
    account: realm.account,
    time: `${new Date(at).toISOString().slice(0, ISO_SECONDS_CHARS)}Z`,
    region: realm.region,
    resources: [],
    detail: {
      durableExecutionArn: executionArn,
      durableExecutionName: reference.executionName,
      functionArn: formatFunctionArn({ ...reference, qualifier }),
      status,
      startTimestamp: new Date(startedAt).toISOString(),
      ...(endedAt === undefined ? {} : { endTimestamp: new Date(endedAt).toISOString() }),
    },
  };
}

/** A UUID made of the change itself, so that it needs no place to be kept in. */
function eventIdOf({ letterId, target }: StatusChanged): string {
  const change = letterId.slice(0, letterId.length - target.length);
  const digits = createHash('sha256').update(change).digest('hex');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}
