import { expect } from 'vitest';
import type { Message } from '../store.ts';
import { advance, creation, sampleId } from './sample-change.ts';
import type { Fact } from './store-contract.ts';

function sample(messageId: string, sender = 1): Message {
  return { messageId, sender: sampleId(sender), body: `body of ${messageId}` };
}

export function messageFacts(fact: Fact): void {
  fact('messages are read in the order of their ids, page by page', async (store) => {
    const added = ['c', 'a', 'e', 'b', 'd'].map((messageId) => sample(messageId));
    await store.commit([creation(1, {}, { messagesAdded: added })]);
    expect(await store.messages(2)).toEqual([sample('a'), sample('b')]);
    expect(await store.messages(2, 'b')).toEqual([sample('c'), sample('d')]);
    expect(await store.messages(2, 'd')).toEqual([sample('e')]);
    expect(await store.messages(2, 'e')).toEqual([]);
  });

  fact('a receiver removes the messages that it has acted upon', async (store) => {
    await store.commit([creation(1, {}, { messagesAdded: [sample('a'), sample('b')] }), creation(2)]);
    await store.commit([advance(2, 1, { messagesRemoved: ['a', 'unknown'] })]);
    expect(await store.messages(9)).toEqual([sample('b')]);
  });

  fact('a message can be removed for an execution that is not there', async (store) => {
    await store.commit([creation(1, {}, { messagesAdded: [sample('a')] })]);
    const dropped = advance(2, 0, { entry: '', messagesRemoved: ['a'] });
    expect(await store.commit([dropped])).toEqual(['committed']);
    expect(await store.messages(9)).toEqual([]);
    expect(await store.read([sampleId(2)])).toEqual([undefined]);
  });

  fact('a message that is there already stays as it is', async (store) => {
    await store.commit([creation(1, {}, { messagesAdded: [sample('a')] })]);
    const again = { ...sample('a'), body: 'another body' };
    expect(await store.commit([advance(1, 1, { messagesAdded: [again] })])).toEqual(['committed']);
    expect(await store.messages(9)).toEqual([sample('a')]);
  });

  fact('a refused change removes no message', async (store) => {
    await store.commit([creation(1, {}, { messagesAdded: [sample('a')] })]);
    expect(await store.commit([advance(1, 5, { messagesRemoved: ['a'] })])).toEqual(['stale']);
    expect(await store.messages(9)).toEqual([sample('a')]);
  });
}
