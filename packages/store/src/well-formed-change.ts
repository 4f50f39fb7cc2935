// What a caller must never hand to `commit`. These are mistakes of the server, not of its users, so they are assertions;
// every store checks them, so that the mistake shows on whichever store the tests happen to use.

import { assert } from '@perdure/protocol';
import type { Change } from './store.ts';

export function assertWellFormed(change: Change): void {
  const { executionId, expectedVersion, entry, head, messagesAdded, remove } = change;
  assert(Number.isSafeInteger(expectedVersion) && expectedVersion >= 0, 'a version counts journal entries');
  assert(head === undefined || head.executionId === executionId, "a change brings its own execution's head");
  if (remove) {
    assert(entry === '' && head === undefined, 'a removal writes nothing of the execution');
  }
  if (expectedVersion === 0) {
    assert((entry === '') === (head === undefined), 'the first entry comes with the first head');
    assert(entry !== '' || !messagesAdded?.length, 'an execution that does not exist sends nothing');
  }
  for (const message of messagesAdded ?? []) {
    assert(message.sender === executionId, 'a change sends only messages of its own execution');
  }
}
