import type { ExecutionId } from '@perdure/protocol';
import { expect } from 'vitest';
import type { Store } from '../store.ts';
import { advance, creation, removal, sampleHead, sampleId } from './sample-change.ts';
import type { Fact } from './store-contract.ts';

export function commitFacts(fact: Fact): void {
  journalFacts(fact);
  versionFacts(fact);
  nameFacts(fact);
  removalFacts(fact);
  headFacts(fact);
  closingFacts(fact);
}

async function entriesOf(store: Store, number: number): Promise<readonly string[] | undefined> {
  const [stored] = await store.read([sampleId(number)]);
  return stored?.entries;
}

function journalFacts(fact: Fact): void {
  fact('entries are read in the order of their commits, and their number is the version', async (store) => {
    await store.commit([creation(1)]);
    await store.commit([advance(1, 1)]);
    await store.commit([advance(1, 2)]);
    expect(await store.read([sampleId(1)])).toEqual([
      { head: sampleHead(1), version: 3, entries: ['1/1', '1/2', '1/3'] },
    ]);
  });

  fact('reading answers in the order asked, and nothing for what is not there', async (store) => {
    await store.commit([creation(1), creation(2)]);
    const found = await store.read([sampleId(2), sampleId(9), sampleId(1)]);
    expect(found.map((stored) => stored?.head.executionId)).toEqual([sampleId(2), undefined, sampleId(1)]);
    expect(await store.head(sampleId(9))).toBeUndefined();
    expect(await store.read([])).toEqual([]);
  });

  fact('an entry keeps every character', async (store) => {
    const entry = `{"text":"quote ' and \u{1F600} and \u2028 and ${'long '.repeat(5000)}"}`;
    await store.commit([creation(1, {}, { entry })]);
    expect(await entriesOf(store, 1)).toEqual([entry]);
  });

  fact('an id need not be a UUID', async (store) => {
    const executionId = 'order:17/zürich' as ExecutionId;
    const head = sampleHead(1, { executionId });
    await store.commit([{ executionId, expectedVersion: 0, entry: 'first', head }]);
    await store.commit([{ executionId, expectedVersion: 1, entry: 'second' }]);
    expect(await store.read([executionId])).toEqual([{ head, version: 2, entries: ['first', 'second'] }]);
  });

  fact('a commit of nothing changes nothing', async (store) => {
    expect(await store.commit([])).toEqual([]);
  });
}

function versionFacts(fact: Fact): void {
  fact('a change at a stale version changes nothing and says so', async (store) => {
    await store.commit([creation(1)]);
    await store.commit([advance(1, 1)]);
    const late = advance(1, 1, {
      entry: 'late',
      head: sampleHead(1, { status: 'FAILED' }),
      messagesAdded: [{ messageId: 'late', sender: sampleId(1), body: '' }],
    });
    expect(await store.commit([late])).toEqual(['stale']);
    expect(await store.read([sampleId(1)])).toEqual([
      { head: sampleHead(1), version: 2, entries: ['1/1', '1/2'] },
    ]);
    expect(await store.messages(1)).toEqual([]);
  });

  fact('a change at a version not yet reached is stale', async (store) => {
    await store.commit([creation(1)]);
    expect(await store.commit([advance(1, 2)])).toEqual(['stale']);
    expect(await entriesOf(store, 1)).toEqual(['1/1']);
  });

  fact('a change of an execution that is not there is stale', async (store) => {
    expect(await store.commit([advance(1, 1), removal(2, 3)])).toEqual(['stale', 'stale']);
    expect(await store.read([sampleId(1)])).toEqual([undefined]);
  });

  fact('creating an execution that is there is stale, also under another name', async (store) => {
    await store.commit([creation(1)]);
    const again = await store.commit([creation(1), creation(1, { executionName: 'other' })]);
    expect(again).toEqual(['stale', 'stale']);
    expect(await store.findByName('order', 'other')).toBeUndefined();
  });

  fact('two changes of one execution in one call follow one another', async (store) => {
    const outcomes = await store.commit([creation(1), advance(1, 1), advance(1, 1), advance(1, 2)]);
    expect(outcomes).toEqual(['committed', 'committed', 'stale', 'committed']);
    expect(await entriesOf(store, 1)).toEqual(['1/1', '1/2', '1/3']);
  });

  fact('a refused change does not keep the others of its call from being applied', async (store) => {
    await store.commit([creation(1)]);
    expect(await store.commit([creation(2), advance(1, 7), creation(3)])).toEqual([
      'committed',
      'stale',
      'committed',
    ]);
    expect(await entriesOf(store, 2)).toEqual(['2/1']);
    expect(await entriesOf(store, 3)).toEqual(['3/1']);
  });

  fact('concurrent commits at one version let exactly one through', async (store) => {
    await store.commit([creation(1)]);
    const rivals = ['a', 'b', 'c', 'd'].map((entry) => store.commit([advance(1, 1, { entry })]));
    const outcomes = (await Promise.all(rivals)).flat();
    expect(outcomes.filter((outcome) => outcome === 'committed')).toHaveLength(1);
    expect(await entriesOf(store, 1)).toHaveLength(2);
  });
}

function nameFacts(fact: Fact): void {
  fact('a name is found, and belongs to one execution of a function', async (store) => {
    await store.commit([creation(1, { executionName: 'monday' })]);
    expect(await store.commit([creation(2, { executionName: 'monday' })])).toEqual(['name-taken']);
    expect(await store.findByName('order', 'monday')).toBe(sampleId(1));
    expect(await store.read([sampleId(2)])).toEqual([undefined]);
  });

  fact('another function may use the same name', async (store) => {
    await store.commit([creation(1, { executionName: 'monday' })]);
    const other = creation(2, { executionName: 'monday', functionName: 'refund' });
    expect(await store.commit([other])).toEqual(['committed']);
    expect(await store.findByName('refund', 'monday')).toBe(sampleId(2));
  });

  fact('the first of one call takes the name', async (store) => {
    const executionName = 'monday';
    const outcomes = await store.commit([creation(1, { executionName }), creation(2, { executionName })]);
    expect(outcomes).toEqual(['committed', 'name-taken']);
  });

  fact('a name that is refused takes nothing of the change with it', async (store) => {
    await store.commit([creation(1), creation(2)]);
    const renaming = advance(2, 1, { head: sampleHead(2, { executionName: 'name-1' }) });
    expect(await store.commit([renaming])).toEqual(['name-taken']);
    expect(await store.read([sampleId(2)])).toEqual([{ head: sampleHead(2), version: 1, entries: ['2/1'] }]);
    expect(await store.commit([advance(2, 1)])).toEqual(['committed']);
  });
}

function removalFacts(fact: Fact): void {
  fact('a removed execution leaves only the words that it has sent, and its name is free', async (store) => {
    const messagesAdded = [{ messageId: 'm', sender: sampleId(1), body: '' }];
    await store.commit([creation(1, { wakeAt: 5, runningOn: 'session' }, { messagesAdded })]);
    await store.commit([advance(1, 1)]);
    expect(await store.commit([removal(1, 2)])).toEqual(['committed']);
    expect(await store.read([sampleId(1)])).toEqual([undefined]);
    expect(await store.list({ order: 'newest-first', limit: 9 })).toEqual([]);
    expect(await store.due(9, 9)).toEqual([]);
    expect(await store.running(9)).toEqual([]);
    expect(await store.messages(9)).toEqual(messagesAdded);
    expect(await store.commit([creation(2, { executionName: 'name-1' })])).toEqual(['committed']);
  });

  fact('a removal sends the last words of the execution', async (store) => {
    const messagesAdded = [{ messageId: 'm', sender: sampleId(1), body: 'last' }];
    await store.commit([creation(1)]);
    expect(await store.commit([{ ...removal(1, 1), messagesAdded }])).toEqual(['committed']);
    expect(await store.read([sampleId(1)])).toEqual([undefined]);
    expect(await store.messages(9)).toEqual(messagesAdded);
  });

  fact('a removal at a stale version removes nothing', async (store) => {
    await store.commit([creation(1), advance(1, 1)]);
    expect(await store.commit([removal(1, 1)])).toEqual(['stale']);
    expect(await entriesOf(store, 1)).toEqual(['1/1', '1/2']);
  });

  fact('an execution removed and made anew in one call begins at version 1', async (store) => {
    await store.commit([creation(1), advance(1, 1)]);
    expect(await store.commit([removal(1, 2), creation(1, {}, { entry: 'anew' })])).toEqual([
      'committed',
      'committed',
    ]);
    expect(await entriesOf(store, 1)).toEqual(['anew']);
    expect(await store.commit([advance(1, 2)])).toEqual(['stale']);
  });
}

function headFacts(fact: Fact): void {
  fact('a head is replaced whole', async (store) => {
    await store.commit([creation(1, { wakeAt: 5, runningOn: 'session' })]);
    const ended = sampleHead(1, { status: 'SUCCEEDED', endedAt: 8 });
    await store.commit([advance(1, 1, { head: ended })]);
    expect(await store.head(sampleId(1))).toEqual(ended);
  });

  fact('a head stays when a change brings none', async (store) => {
    await store.commit([creation(1, { wakeAt: 5 })]);
    await store.commit([advance(1, 1)]);
    expect(await store.head(sampleId(1))).toEqual(sampleHead(1, { wakeAt: 5 }));
  });

  fact('a change without an entry leaves the version as it is', async (store) => {
    await store.commit([creation(1)]);
    const head = sampleHead(1, { wakeAt: 5 });
    expect(await store.commit([advance(1, 1, { entry: '', head })])).toEqual(['committed']);
    expect(await store.read([sampleId(1)])).toEqual([{ head, version: 1, entries: ['1/1'] }]);
    expect(await store.commit([advance(1, 0, { entry: '' })])).toEqual(['stale']);
  });
}

function closingFacts(fact: Fact): void {
  fact('a closed store refuses every call, and closing it again is no error', async (store) => {
    await store.close();
    await expect(store.commit([creation(1)])).rejects.toMatchObject({ name: 'StoreFault', kind: 'closed' });
    await expect(store.read([])).rejects.toMatchObject({ kind: 'closed' });
    await store.close();
  });

  fact('a mistake of the caller rejects the whole call and applies nothing', async (store) => {
    await expect(store.commit([creation(1), advance(2, 0)])).rejects.toThrow('first head');
    expect(await store.read([sampleId(1)])).toEqual([undefined]);
    expect(await store.commit([creation(1)])).toEqual(['committed']);
  });
}
