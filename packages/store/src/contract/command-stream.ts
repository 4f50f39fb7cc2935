// Random command streams, given to a store and to the oracle alike. They must answer every command equally and keep equal
// canonical snapshots. The one freedom is the order among equals, where the port leaves it open: of executions due at the
// same moment, and of those running.

import type { ExecutionId } from '@perdure/protocol';
import { unreachable } from '@perdure/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryStore } from '../memory-store.ts';
import type { Change, Store } from '../store.ts';
import { canonicalSnapshot } from './canonical-snapshot.ts';
import type { Intent, StoreCommand } from './store-command.ts';
import { hashes, kinds, storeCommand, toChange } from './store-command.ts';
import type { MakeStore } from './store-contract.ts';

const SEED = 20_260_401;
const STREAMS = 40;
const COMMANDS_MAX = 60;
/** Within the time that a test has, so that a difference is shown as small as it got. */
const SHRINKING_MS_MAX = 240_000;
/** More than all executions of a stream. */
const EVERYTHING = 99;

/** What must have happened in some stream before the comparison counts. */
const signatures = [
  ...['create', 'append', 'append-with-head', 'touch', 'remove'].map((form) => `${form}: committed`),
  ...['create', 'append', 'append-with-head', 'touch', 'remove'].map((form) => `${form}: stale`),
  ...['create', 'append-with-head', 'touch'].map((form) => `${form}: name-taken`),
  ...['find', 'list', 'list-among', 'waiting', 'open-counts', 'functions', 'due', 'running', 'records'].map(
    (kind) => `${kind}: found`,
  ),
  ...[
    'list-among: done',
    'write-records: true',
    'write-records: false',
    'write-blob: done',
    'remove-blob: done',
  ],
];

export function commandStreamFacts(makeStore: MakeStore): void {
  test('random command streams leave the store equal to the oracle, after every operation and refusal', async () => {
    const seen = new Set<string>();
    const streams = fc.asyncProperty(
      fc.array(storeCommand, { maxLength: COMMANDS_MAX, size: 'max' }),
      async (commands) => {
        const [store, oracle] = [await makeStore(), new MemoryStore()];
        for (const command of commands) await perform(command, store, oracle, seen);
        expect(await canonicalSnapshot(store, { kinds, hashes })).toEqual(oracle.snapshot());
        await store.close();
      },
    );
    await fc.assert(streams, {
      seed: SEED,
      numRuns: STREAMS,
      interruptAfterTimeLimit: SHRINKING_MS_MAX,
    });
    expect(signatures.filter((signature) => !seen.has(signature))).toEqual([]);
  });
}

async function perform(
  command: StoreCommand,
  store: Store,
  oracle: MemoryStore,
  seen: Set<string>,
): Promise<void> {
  if (command.kind === 'commit') return commitBoth(command.intents, store, oracle, seen);
  const [answer, expected] = [await ask(store, command), await ask(oracle, command)];
  expect(answer).toEqual(expected);
  seen.add(`${command.kind}: ${describeAnswer(expected)}`);
}

async function commitBoth(
  intents: readonly Intent[],
  store: Store,
  oracle: MemoryStore,
  seen: Set<string>,
): Promise<void> {
  const changes = toChanges(intents, oracle);
  const expected = await oracle.commit(changes);
  expect(await store.commit(changes)).toEqual(expected);
  for (const [index, { form }] of intents.entries()) seen.add(`${form}: ${expected[index]}`);
}

/** Later changes of a call aim at the versions that the earlier ones would leave, were none refused. */
function toChanges(intents: readonly Intent[], oracle: MemoryStore): readonly Change[] {
  const versions = new Map<ExecutionId, number>();
  for (const { head, version } of oracle.snapshot().executions) versions.set(head.executionId, version);
  return intents.map((intent) => {
    const change = toChange(intent, versions.get(toChange(intent, 0).executionId) ?? 0);
    if (change.remove) versions.delete(change.executionId);
    else if (change.entry !== '') versions.set(change.executionId, change.expectedVersion + 1);
    return change;
  });
}

function ask(store: Store, command: Exclude<StoreCommand, { kind: 'commit' }>): Promise<unknown> {
  switch (command.kind) {
    case 'find':
      return store.findByName(command.functionName, command.executionName);
    case 'list':
      return store.list(command.query);
    case 'list-among':
      return store.listAmong(command.query, command.among);
    case 'waiting':
      return store.waiting(command.query);
    case 'tally':
      return store.tally(command.query);
    case 'open-counts':
      return store.openCounts();
    case 'functions':
      return store.functionsWithExecutions();
    case 'due':
      return inOneOrder(store.due(command.until, EVERYTHING));
    case 'running':
      return inOneOrder(store.running(EVERYTHING));
    case 'write-records':
      return store.writeRecords(command.writes);
    case 'records':
      return store.records(command.of, command.prefix);
    case 'write-blob':
      return store.writeBlob(command.hash, command.bytes);
    case 'remove-blob':
      return store.removeBlob(command.hash);
    default:
      return unreachable(command);
  }
}

async function inOneOrder<Row extends { executionId: ExecutionId }>(
  rows: Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  return (await rows).toSorted((left, right) => (left.executionId < right.executionId ? -1 : 1));
}

function describeAnswer(answer: unknown): string {
  if (typeof answer === 'boolean') return String(answer);
  if (Array.isArray(answer)) return answer.length > 0 ? 'found' : 'empty';
  return typeof answer === 'string' ? 'found' : 'done';
}
