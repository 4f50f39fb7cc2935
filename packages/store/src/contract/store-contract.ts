// The contract suite: facts that hold of every store, stated once and run on each.
//
// A broken store would show here as: a commit half applied, a version skipped or taken twice, a name borne twice, a page of
// a list that loses or repeats an execution, a message that comes back, or a store that differs from the oracle.

import { afterEach, describe, test } from 'vitest';
import type { Store } from '../store.ts';
import { commandStreamFacts } from './command-stream.ts';
import { commitFacts } from './commit-facts.ts';
import { countFacts } from './count-facts.ts';
import { documentFacts } from './document-facts.ts';
import { listFacts } from './list-facts.ts';
import { messageFacts } from './message-facts.ts';
import { wakeFacts } from './wake-facts.ts';

export type MakeStore = () => Promise<Store>;

export interface StoreContractOptions {
  /** Facts that do not hold of this store, by title, each with the reason. */
  unsupported?: readonly { title: string; reason: string }[];
}

/** States one fact of a fresh store, which is closed afterwards. */
export type Fact = (title: string, check: (store: Store) => Promise<void>) => void;

/** Runs the suite in the calling test file. `makeStore` returns an empty store each time. */
export function storeContract(makeStore: MakeStore, { unsupported = [] }: StoreContractOptions = {}): void {
  const opened: Store[] = [];
  const makeTracked: MakeStore = async () => {
    const store = await makeStore();
    opened.push(store);
    return store;
  };
  const fact: Fact = (title, check) => {
    const gap = unsupported.find((one) => one.title === title);
    if (gap) test.skip(`${title} (unsupported: ${gap.reason})`);
    else test(title, async () => check(await makeTracked()));
  };

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
  });
  describe('commits', () => commitFacts(fact));
  describe('messages', () => messageFacts(fact));
  describe('lists', () => listFacts(fact));
  describe('counts', () => countFacts(fact));
  describe('waking', () => wakeFacts(fact));
  describe('documents', () => documentFacts(fact));
  describe('against the oracle', () => commandStreamFacts(makeTracked));
}
