// One turn of the loop: the executions that its commands touch, and what each of them will commit.

import {
  callbackSince,
  type Decision,
  decide,
  type EngineSettings,
  type Entry,
  type Event,
  type ExecutionState,
  encodeEntry,
  encodeLetter,
  evolve,
  isExpired,
  isTickDueBefore,
  type Letter,
  type Outcome,
  retryingSince,
  wakeAt,
} from '@perdure/engine';
import { assert, type ExecutionId, type ExecutionStatus, type Millis, type Result } from '@perdure/protocol';
import type { Change, Head, Message } from '@perdure/store';
import type { StatusChangeNotice } from '../outbound/status-target.ts';
import type { CachedExecution } from './execution-cache.ts';
import { loopLimits } from './limits.ts';
import type { CommittedChange, Submission } from './submission.ts';

/** The names of those outside who are to be told of a change of status. */
export type StatusTargets = (notice: StatusChangeNotice) => readonly string[];

/** Enough for every commit that an execution can have. */
const VERSION_DIGITS = 8;

/** A submission whose answer waits for the commit. */
export interface PendingAnswer {
  submission: Submission;
  result: Result<unknown>;
}

/** What one execution goes through in a turn. */
export class Touched {
  readonly executionId: ExecutionId;
  state: ExecutionState | undefined;
  readonly submissions: Submission[] = [];
  readonly answers: PendingAnswer[] = [];
  readonly letters: Letter[] = [];
  /** Starts under the name of an execution that this turn removes. */
  readonly displaced: Submission[] = [];
  readonly #version: number;
  readonly #headBefore: Head | undefined;
  readonly #events: Event[] = [];
  readonly #consumed: string[] = [];
  readonly #wasClosed: boolean;
  readonly #statusTargets: StatusTargets | undefined;
  #statusChanges = 0;
  #head: Head | undefined;
  #entry: Entry | undefined;
  #removed = false;
  /** What went wrong with this execution alone; the others of the turn go on. */
  fault: unknown;

  constructor(
    executionId: ExecutionId,
    cached: CachedExecution | undefined,
    statusTargets: StatusTargets | undefined,
  ) {
    this.executionId = executionId;
    this.#statusTargets = statusTargets;
    this.state = cached?.state;
    this.#version = cached?.version ?? 0;
    this.#headBefore = cached?.head;
    this.#wasClosed = cached?.state.closed !== undefined;
  }

  /** Decides a submission. A broken invariant spoils this execution's part of the turn, and nothing of it is committed. */
  decide(submission: Submission, now: Millis, settings: EngineSettings, jitter: number): void {
    this.submissions.push(submission);
    if (this.fault !== undefined) return;
    try {
      this.#decide(submission, now, settings, jitter);
    } catch (fault) {
      this.fault = fault;
    }
  }

  /** Fires what is due, then decides the submission and applies its events. */
  #decide(submission: Submission, now: Millis, settings: EngineSettings, jitter: number): void {
    this.#tick(submission.kind, now, settings, jitter);
    if (this.#removed && submission.name !== undefined) {
      this.displaced.push(submission);
      return;
    }
    const decision = submission.decide(this.#removed ? undefined : this.state, now);
    if (!decision.ok) {
      this.answers.push({ submission, result: decision });
      return;
    }
    this.#apply(decision, now);
    if (submission.consumes !== undefined) this.#consumed.push(submission.consumes);
    assert(this.state !== undefined, 'an accepted command leaves a state');
    const value = submission.view(this.state, decision.reply);
    this.answers.push({ submission, result: { ok: true, value } });
  }

  #tick(kind: Submission['kind'], now: Millis, settings: EngineSettings, jitter: number): void {
    if (this.state === undefined) return;
    if (isExpired(this.state, now)) {
      this.#removed = true;
    } else if (isTickDueBefore(kind, this.state, now, settings)) {
      const decision = decide<'tick'>(this.state, { kind: 'tick', now, jitter }, settings);
      if (decision.ok) this.#apply(decision, now);
    }
  }

  #apply(decision: Extract<Decision<unknown>, { ok: true }>, now: Millis): void {
    for (const event of decision.events) {
      const statusBefore = this.state?.status;
      this.state = evolve(this.state, event, now);
      this.#events.push(event);
      if (this.state.status !== statusBefore) this.#announce(this.state, statusBefore, now);
    }
    this.letters.push(...decision.letters);
  }

  /** Writes to those outside who want to hear of the change. The ids are in the order of the changes. */
  #announce(state: ExecutionState, statusBefore: ExecutionStatus | undefined, now: Millis): void {
    const { status, reference, startedAt, closed } = state;
    const { functionName } = reference;
    const targets = this.#statusTargets?.({ functionName, status, statusBefore }) ?? [];
    if (targets.length === 0) return;
    this.#statusChanges += 1;
    const version = String(this.#version + 1).padStart(VERSION_DIGITS, '0');
    for (const target of targets) {
      this.letters.push({
        letterId: `${this.executionId}:status:${version}.${this.#statusChanges}:${target}`,
        kind: 'status-changed',
        from: this.executionId,
        target,
        executionArn: state.arn,
        status,
        at: now,
        startedAt,
        ...(closed === undefined ? {} : { endedAt: closed.at }),
      });
    }
  }

  /** What is to be committed; undefined when the turn changed nothing here. */
  change(now: Millis, settings: EngineSettings): Change | undefined {
    const { executionId } = this;
    const removal = this.#consumed.length === 0 ? {} : { messagesRemoved: this.#consumed };
    const sent = this.letters.length === 0 ? {} : { messagesAdded: this.letters.map(toMessage) };
    const remove = { executionId, expectedVersion: this.#version, entry: '', remove: true } as const;
    if (this.#events.length === 0) {
      return this.#removed ? { ...remove, ...removal } : this.#changeWithoutEvents(settings, removal);
    }
    assert(this.state !== undefined, 'events make a state');
    const head = headOf(this.state, settings);
    this.#head = head;
    this.#entry = { at: now, events: this.#events };
    // What ended and is removed within one turn leaves no journal, but what it had to say.
    if (this.#removed) return { ...remove, ...sent, ...removal };
    return {
      executionId,
      expectedVersion: this.#version,
      entry: encodeEntry(this.#entry),
      ...(isSameHead(head, this.#headBefore) ? {} : { head }),
      ...sent,
      ...removal,
    };
  }

  #changeWithoutEvents(
    settings: EngineSettings,
    removal: Pick<Change, 'messagesRemoved'>,
  ): Change | undefined {
    const change = { executionId: this.executionId, expectedVersion: this.#version, entry: '', ...removal };
    if (this.state !== undefined && this.submissions.some(({ kind }) => kind === 'project')) {
      const head = headOf(this.state, settings);
      if (!isSameHead(head, this.#headBefore)) {
        this.#head = head;
        return { ...change, head };
      }
    }
    return this.#consumed.length === 0 ? undefined : change;
  }

  /** The cache entry after the commit; undefined when the execution is gone. */
  committed(): CachedExecution | undefined {
    if (this.#removed || this.state === undefined) return undefined;
    const grew = this.#events.length > 0 ? 1 : 0;
    return { state: this.state, version: this.#version + grew, head: this.#head ?? this.#headBefore };
  }

  /** What the commit has appended; undefined when it appended nothing. */
  appended(): CommittedChange | undefined {
    if (this.state === undefined || this.#head === undefined || this.#entry === undefined) return undefined;
    return {
      state: this.state,
      head: this.#head,
      version: this.#version + 1,
      entry: this.#entry,
      statusBefore: this.#headBefore?.status,
    };
  }

  get justClosed(): boolean {
    return !this.#wasClosed && this.state?.closed !== undefined;
  }
}

const toMessage = (letter: Letter): Message => ({
  messageId: letter.letterId,
  sender: senderOf(letter),
  body: encodeLetter(letter),
});

function senderOf(letter: Letter): ExecutionId {
  if (letter.kind !== 'child-ended') return letter.from;
  return letter.letterId.slice(0, letter.letterId.indexOf(':')) as ExecutionId;
}

/** The projection of a state that the store keeps for finding, listing and waking. */
export function headOf(state: ExecutionState, settings: EngineSettings): Head {
  const { reference, closed, invocation } = state;
  const lookAgainAt = wakeAt(state, settings);
  const [waitsSince, retriesSince] = [callbackSince(state), retryingSince(state)];
  return {
    executionId: reference.executionId,
    functionName: reference.functionName,
    functionVersion: reference.functionVersion,
    executionName: reference.executionName,
    status: state.status,
    startedAt: state.startedAt,
    ...(closed === undefined ? {} : { endedAt: closed.at, ...errorOf(closed.outcome) }),
    ...(lookAgainAt === undefined ? {} : { wakeAt: lookAgainAt }),
    ...(invocation === undefined ? {} : { runningOn: invocation.runningOn }),
    ...(waitsSince === undefined ? {} : { callbackSince: waitsSince }),
    ...(retriesSince === undefined ? {} : { retryingSince: retriesSince }),
  };
}

function errorOf(outcome: Outcome): Pick<Head, 'errorType' | 'errorMessage'> {
  if (outcome.status === 'SUCCEEDED') return {};
  const { ErrorType, ErrorMessage } = outcome.error;
  return {
    ...(ErrorType === undefined ? {} : { errorType: cut(ErrorType, loopLimits.headErrorTypeCharsMax) }),
    ...(ErrorMessage === undefined
      ? {}
      : { errorMessage: cut(ErrorMessage, loopLimits.headErrorMessageCharsMax) }),
  };
}

/** Without half a character at the end, and without the NUL at which SQL ends a text. */
const cut = (text: string, charsMax: number): string =>
  text.slice(0, charsMax).toWellFormed().replaceAll('\0', '\uFFFD');

const isSameHead = (head: Head, before: Head | undefined): boolean =>
  before !== undefined &&
  head.status === before.status &&
  head.wakeAt === before.wakeAt &&
  head.endedAt === before.endedAt &&
  head.runningOn === before.runningOn &&
  head.callbackSince === before.callbackSince &&
  head.retryingSince === before.retryingSince &&
  head.errorType === before.errorType &&
  head.errorMessage === before.errorMessage;
