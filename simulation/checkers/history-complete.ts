// P6: the history is append-only and complete, and every state shown anywhere is a fold of it.
//
// The journal on the disk is folded anew here, entry by entry. The heads beside it, the states that functions were given and
// the histories that readers were shown are compared with that fold.

import {
  type EngineSettings,
  type Event,
  type ExecutionState,
  evolve,
  visibleOperations,
  wakeAt,
} from '@perdure/engine';
import type { ExecutionId, HistoryEvent, Operation } from '@perdure/protocol';
import type { Head } from '@perdure/store';
import { type Checker, expectFact } from '../checker.ts';
import type { Fact } from '../fact.ts';

interface Journal {
  version: number;
  state: ExecutionState;
  head: Head | undefined;
  /** The types of the events that a history shows, in order. */
  shownTypes: string[];
  /** The longest history that was shown. */
  shown: readonly string[];
}

const hiddenTypes: ReadonlySet<Event['type']> = new Set<Event['type']>([
  'InvocationStarted',
  'CheckpointAccepted',
  'StepReady',
  'CallbackHeartbeat',
  'PauseRequested',
  'PauseCancelled',
]);

export class HistoryComplete implements Checker {
  readonly name = 'history-complete';
  readonly #settings: EngineSettings;
  readonly #journals = new Map<ExecutionId, Journal>();
  /** What an invocation is to be given, by its request. */
  readonly #due = new Map<string, string>();
  /** The same by its token, once it was given. */
  readonly #given = new Map<string, string>();

  constructor(settings: EngineSettings) {
    this.#settings = settings;
  }

  observe(fact: Fact): void {
    switch (fact.kind) {
      case 'committed':
        this.#append(fact);
        break;
      case 'removed':
        this.#journals.delete(fact.executionId);
        break;
      case 'invoked': {
        if (fact.input === undefined) break;
        const due = this.#due.get(fact.requestId);
        expectFact(due !== undefined, `${fact.requestId} runs and is not in the journal.`);
        const { InitialExecutionState: state, CheckpointToken: token } = fact.input;
        expectFact(due === JSON.stringify(state.Operations), `${fact.requestId} was given another state.`);
        this.#given.set(token, due);
        break;
      }
      case 'state-shown':
        this.#compareState(fact.token, fact.operations);
        break;
      case 'history-shown':
        this.#compareHistory(fact.executionId, fact.events);
        break;
      default:
    }
  }

  #append({ executionId, version, entry, head }: Extract<Fact, { kind: 'committed' }>): void {
    const journal = this.#journals.get(executionId);
    const last = journal?.version ?? 0;
    expectFact(version === last + 1, `Version ${version} of ${executionId} follows version ${last}.`);
    let state = journal?.state;
    const shownTypes = journal?.shownTypes ?? [];
    for (const event of entry.events) {
      state = evolve(state, event, entry.at);
      if (!hiddenTypes.has(event.type)) shownTypes.push(event.type);
      if (event.type === 'InvocationStarted') {
        this.#due.set(event.requestId, JSON.stringify(visibleOperations(state)));
      }
    }
    expectFact(state !== undefined, `An entry of ${executionId} holds no events.`);
    const newest = head ?? journal?.head;
    this.#journals.set(executionId, {
      version,
      state,
      head: newest,
      shownTypes,
      shown: journal?.shown ?? [],
    });
    this.#compareHead(state, newest);
  }

  #compareHead(state: ExecutionState, head: Head | undefined): void {
    const { executionId } = state.reference;
    const isSame =
      head !== undefined &&
      head.executionId === executionId &&
      head.status === state.status &&
      head.endedAt === state.closed?.at &&
      head.runningOn === state.invocation?.runningOn &&
      head.wakeAt === wakeAt(state, this.#settings);
    expectFact(isSame, `The head of ${executionId} is not a fold of its journal: ${JSON.stringify(head)}`);
  }

  #compareState(token: string, operations: readonly Operation[]): void {
    const given = this.#given.get(token);
    if (given === undefined) return;
    expectFact(
      given === JSON.stringify(operations),
      'The pages of a state are not the state at their token.',
    );
  }

  #compareHistory(executionId: ExecutionId, events: readonly HistoryEvent[]): void {
    const journal = this.#journals.get(executionId);
    if (journal === undefined) return;
    for (const [index, event] of events.entries()) {
      expectFact(
        event.EventId === index + 1,
        `Event ${index + 1} of ${executionId} bears the id ${event.EventId}.`,
      );
      const type = journal.shownTypes[index];
      expectFact(
        event.EventType === type,
        `Event ${index + 1} of ${executionId} was shown as ${event.EventType}.`,
      );
    }
    const texts = events.map((event) => JSON.stringify(event));
    const common = Math.min(texts.length, journal.shown.length);
    for (let index = 0; index < common; index += 1) {
      expectFact(
        texts[index] === journal.shown[index],
        `Event ${index + 1} of ${executionId} has changed to ${texts[index]} from ${journal.shown[index]}`,
      );
    }
    if (texts.length > journal.shown.length) journal.shown = texts;
  }
}
