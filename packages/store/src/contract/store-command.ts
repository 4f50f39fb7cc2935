// Random commands for a store, drawn from so few ids, names and keys that they meet.

import type { ExecutionStatus } from '@perdure/protocol';
import fc from 'fast-check';
import type { Among, Change, Head, ListQuery, RecordWrite, TallyQuery, WaitingQuery } from '../store.ts';
import { sampleHead, sampleId } from './sample-change.ts';

const statuses: readonly ExecutionStatus[] = ['RUNNING', 'SUCCEEDED', 'FAILED'];
export const kinds = ['alias', 'function'] as const;
export const hashes = ['hash-1', 'hash-2'] as const;

const number = fc.integer({ min: 1, max: 6 });
const moment = fc.integer({ min: 0, max: 5 });
const messageId = fc.constantFrom('m1', 'm2', 'm3', 'm4');
const functionName = fc.constantFrom('order', 'refund');
const executionName = fc.constantFrom('n1', 'n2', 'n3', 'n4', 'n5');
const key = fc.constantFrom('a', 'ab', 'b');

/** A change before it is known which version its execution has. */
export interface Intent {
  form: 'create' | 'append' | 'append-with-head' | 'touch' | 'remove';
  number: number;
  /** How far the expected version lies beside the version that is there. */
  versionOffset: number;
  entry: string;
  head: Omit<Head, 'executionId'>;
  messagesAdded: readonly string[];
  messagesRemoved: readonly string[];
}

export type StoreCommand =
  | { kind: 'commit'; intents: readonly Intent[] }
  | { kind: 'find'; functionName: string; executionName: string }
  | { kind: 'list'; query: ListQuery }
  | { kind: 'list-among'; query: ListQuery; among: Among }
  | { kind: 'waiting'; query: WaitingQuery }
  | { kind: 'tally'; query: TallyQuery }
  | { kind: 'open-counts' }
  | { kind: 'functions' }
  | { kind: 'due'; until: number }
  | { kind: 'running' }
  | { kind: 'write-records'; writes: readonly RecordWrite[] }
  | { kind: 'records'; of: string; prefix: string }
  | { kind: 'write-blob'; hash: string; bytes: Uint8Array }
  | { kind: 'remove-blob'; hash: string };

const head: fc.Arbitrary<Omit<Head, 'executionId'>> = fc.record(
  {
    functionName,
    functionVersion: fc.constantFrom('1', '2'),
    executionName,
    status: fc.constantFrom(...statuses),
    startedAt: moment,
    endedAt: moment,
    wakeAt: moment,
    runningOn: fc.constantFrom('session-1', 'session-2'),
    errorType: fc.constantFrom('Error', 'Sandbox.Timedout'),
    errorMessage: fc.string({ unit: 'grapheme' }),
    callbackSince: moment,
    retryingSince: moment,
  },
  { requiredKeys: ['functionName', 'functionVersion', 'executionName', 'status', 'startedAt'] },
);

const intent: fc.Arbitrary<Intent> = fc.record({
  form: fc.constantFrom('create', 'append', 'append-with-head', 'touch', 'remove'),
  number,
  versionOffset: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.constantFrom(-1, 1)),
  entry: fc.string({ minLength: 1 }),
  head,
  messagesAdded: fc.array(messageId, { maxLength: 2 }),
  messagesRemoved: fc.array(messageId, { maxLength: 2 }),
});

const order = fc.constantFrom<ListQuery['order'][]>('newest-first', 'oldest-first');

const narrowQuery: fc.Arbitrary<ListQuery> = fc.record(
  {
    functionName,
    functionVersion: fc.constantFrom('1', '2'),
    executionName,
    statuses: fc.subarray([...statuses]),
    startedAfter: moment,
    startedBefore: moment,
    order,
    after: fc.record({ startedAt: moment, executionId: number.map(sampleId) }),
    limit: moment,
  },
  { requiredKeys: ['order', 'limit'] },
);
/** Most narrow ones find nothing. */
const query: fc.Arbitrary<ListQuery> = fc.oneof(narrowQuery, fc.record({ order, limit: number }));

const amongMax = fc.constantFrom(0, 9);
const among: fc.Arbitrary<Among> = fc.oneof(
  fc.record({ max: amongMax, namePrefix: fc.constantFrom('', 'n', 'n1') }),
  fc.record({ max: amongMax, endedAfter: moment }),
);

const waitingQuery: fc.Arbitrary<WaitingQuery> = fc.record(
  {
    for: fc.constantFrom('callback', 'retry'),
    functionName,
    since: moment,
    order: fc.constantFrom('longest-first', 'shortest-first'),
    after: fc.record({ since: moment, executionId: number.map(sampleId) }),
    limit: moment,
  },
  { requiredKeys: ['for', 'order', 'limit'] },
);

const tallyQuery: fc.Arbitrary<TallyQuery> = fc.record({
  functionName,
  from: moment,
  to: moment,
  bucketMillis: fc.integer({ min: 1, max: 3 }),
});

const recordWrite: fc.Arbitrary<RecordWrite> = fc.record(
  {
    kind: fc.constantFrom(...kinds),
    key,
    expectedRevision: fc.integer({ min: 0, max: 2 }),
    body: fc.string(),
  },
  { requiredKeys: ['kind', 'key', 'expectedRevision'] },
);

const hash = fc.constantFrom(...hashes);

export const storeCommand: fc.Arbitrary<StoreCommand> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('commit'), intents: fc.array(intent, { maxLength: 4 }) }),
  },
  fc.record({ kind: fc.constant('find'), functionName, executionName }),
  fc.record({ kind: fc.constant('list'), query }),
  fc.record({ kind: fc.constant('list-among'), query, among }),
  fc.record({ kind: fc.constant('waiting'), query: waitingQuery }),
  fc.record({ kind: fc.constant('tally'), query: tallyQuery }),
  fc.record({ kind: fc.constant('open-counts') }),
  fc.record({ kind: fc.constant('functions') }),
  fc.record({ kind: fc.constant('due'), until: moment }),
  fc.record({ kind: fc.constant('running') }),
  fc.record({ kind: fc.constant('write-records'), writes: fc.array(recordWrite, { maxLength: 3 }) }),
  fc.record({
    kind: fc.constant('records'),
    of: fc.constantFrom(...kinds),
    prefix: fc.constantFrom('', 'a'),
  }),
  fc.record({ kind: fc.constant('write-blob'), hash, bytes: fc.uint8Array() }),
  fc.record({ kind: fc.constant('remove-blob'), hash }),
);

/** The change that an intent means for an execution at this version, made to be one that a caller may hand in. */
export function toChange(intent: Intent, version: number): Change {
  const executionId = sampleId(intent.number);
  const expectedVersion = Math.max(0, version + intent.versionOffset);
  const head = sampleHead(intent.number, intent.head);
  const messagesRemoved = intent.messagesRemoved;
  const messagesAdded = intent.messagesAdded.map((messageId) => ({
    messageId,
    sender: executionId,
    body: intent.entry,
  }));
  if (intent.form === 'remove') {
    const sent = expectedVersion === 0 ? {} : { messagesAdded };
    return { executionId, expectedVersion, entry: '', remove: true, messagesRemoved, ...sent };
  }
  if (intent.form === 'create') {
    return { executionId, expectedVersion: 0, entry: intent.entry, head, messagesAdded, messagesRemoved };
  }
  if (expectedVersion === 0) return { executionId, expectedVersion, entry: '', messagesRemoved };
  const entry = intent.form === 'touch' ? '' : intent.entry;
  const change = { executionId, expectedVersion, entry, messagesAdded, messagesRemoved };
  return intent.form === 'append' ? change : { ...change, head };
}
