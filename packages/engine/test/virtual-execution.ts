// An execution on a virtual clock, driven the way the server drives it: fire what is due, decide, record, evolve.
//
// Every command checks the engine on the side: an accepted one leaves a state that its journal, read back from text,
// folds to; a refused one leaves the state as it was; and the invariants hold after both.

import { isDeepStrictEqual } from 'node:util';
import type { ErrorObject, ExecutionId, HistoryEvent, Operation, OperationUpdate } from '@perdure/protocol';
import { assert, MILLIS_PER_SECOND } from '@perdure/protocol';
import { currentToken } from '../src/checkpoint.ts';
import { type Command, type CommandOf, decide, type Replies } from '../src/decide.ts';
import type { Decision } from '../src/decision.ts';
import type { Target } from '../src/draft.ts';
import { decodeEntry, encodeEntry } from '../src/event.ts';
import { evolve, fold } from '../src/evolve.ts';
import { describeHistory } from '../src/history.ts';
import { decodeLetter, encodeLetter, type Letter } from '../src/letter.ts';
import type { AnswerCallback } from '../src/outside.ts';
import { defaultEngineSettings, type EngineSettings } from '../src/settings.ts';
import { decideStart, type Start } from '../src/start.ts';
import type { ExecutionState, Outcome } from '../src/state.ts';
import { isTickDueBefore, wakeAt } from '../src/timers.ts';
import { describeOperation } from '../src/wire-operation.ts';
import { checkInvariants } from './invariants.ts';

export const START_MILLIS = 1_767_225_600_000;
const INVOCATION_MILLIS_MAX = 60_000;
const HALF = 0.5;

export const startCommand = (over: Partial<Start> = {}): Start => ({
  kind: 'start',
  now: START_MILLIS,
  reference: {
    realm: { partition: 'aws', region: 'eu-west-1', account: '000000000000' },
    functionName: 'orders',
    functionVersion: '3',
    executionName: 'order-17',
    executionId: 'execution-1' as ExecutionId,
  },
  input: '{"qty":2}',
  invocationType: 'Event',
  config: { ExecutionTimeout: 3600, RetentionPeriodInDays: 14 },
  ...over,
});

interface CheckpointOptions {
  clientToken?: string;
  /** The newest one by default. */
  token?: string;
  targets?: ReadonlyMap<string, Target>;
}

type CheckpointAnswer =
  | { ok: true; token?: string; operations: Operation[] }
  | { ok: false; code: string; message: string };

/** What a decision must not touch. Maps and sets become lists, because their order matters too. */
const photograph = (state: ExecutionState) =>
  structuredClone({
    ...state,
    operations: [...state.operations],
    timers: [...state.timers].sort(),
    changed: [...state.changed],
    undelivered: [...state.undelivered],
  });

export class VirtualExecution {
  now = START_MILLIS;
  state: ExecutionState;
  /** The token that the handler holds. */
  token = '';
  readonly settings: EngineSettings;
  readonly journal: string[] = [];
  readonly letters: Letter[] = [];
  #ids = 0;

  constructor(over: Partial<Start> = {}, settings: EngineSettings = defaultEngineSettings) {
    this.settings = settings;
    const decision = decideStart(undefined, startCommand(over));
    assert(decision.ok, 'a start under a free name is accepted');
    const entry = { at: this.now, events: decision.events };
    this.journal.push(encodeEntry(entry));
    this.state = fold([entry]);
    checkInvariants(this.state, this.entries());
  }

  entries = () => this.journal.map(decodeEntry);

  /** Decides a command at the present time, after what is due; applies it when it is accepted. */
  apply<Kind extends Command['kind']>(command: CommandOf<Kind> & { kind: Kind }): Decision<Replies[Kind]> {
    if (isTickDueBefore(command.kind, this.state, this.now, this.settings)) {
      this.#record(decide<'tick'>(this.state, { kind: 'tick', now: this.now, jitter: HALF }, this.settings));
      assert(!isTickDueBefore('tick', this.state, this.now, this.settings), 'a tick leaves nothing due');
    }
    const before = photograph(this.state);
    const decision = decide<Kind>(this.state, command, this.settings);
    assert(isDeepStrictEqual(photograph(this.state), before), 'deciding changes nothing');
    this.#record(decision);
    return decision;
  }

  #record(decision: Decision<unknown>): void {
    if (!decision.ok) return;
    for (const letter of decision.letters) this.letters.push(decodeLetter(encodeLetter(letter)));
    if (decision.events.length > 0) this.journal.push(encodeEntry({ at: this.now, events: decision.events }));
    for (const event of decision.events) this.state = evolve(this.state, event, this.now);
    const folded = fold(this.entries());
    assert(isDeepStrictEqual(photograph(folded), photograph(this.state)), 'the journal folds to the state');
    checkInvariants(this.state, this.entries());
  }

  /** Lets time pass, and fires what is due at its end. */
  pass(seconds: number): this {
    this.now += Math.round(seconds * MILLIS_PER_SECOND);
    this.apply<'tick'>({ kind: 'tick', now: this.now, jitter: HALF });
    return this;
  }

  /** Starts an invocation. Undefined when none is due. */
  invoke(): Replies['begin-invocation'] {
    this.#ids += 1;
    const decision = this.apply<'begin-invocation'>({
      kind: 'begin-invocation',
      now: this.now,
      requestId: `request-${this.#ids}`,
      nonce: `nonce-of-request-${this.#ids}`,
      deadline: this.now + INVOCATION_MILLIS_MAX,
      runningOn: 'session-1',
    });
    assert(decision.ok, 'an invocation is never refused');
    if (decision.reply !== undefined) {
      assert(decision.reply.token === currentToken(this.state), 'the reply has the token of the state');
      this.token = decision.reply.token;
    }
    return decision.reply;
  }

  checkpoint(updates: OperationUpdate[], options: CheckpointOptions = {}): CheckpointAnswer {
    this.#ids += 1;
    const { clientToken, token = this.token, targets } = options;
    const decision = this.apply<'checkpoint'>({
      kind: 'checkpoint',
      now: this.now,
      nonce: `nonce-of-checkpoint-${this.#ids}`,
      request: {
        CheckpointToken: token,
        Updates: updates,
        ...(clientToken === undefined ? {} : { ClientToken: clientToken }),
      },
      ...(targets === undefined ? {} : { targets }),
    });
    if (!decision.ok) return { ok: false, ...decision.refusal };
    const { reply } = decision;
    if (reply.token !== undefined) this.token = reply.token;
    const operations = reply.operations.map(describeOperation);
    return { ok: true, ...(reply.token === undefined ? {} : { token: reply.token }), operations };
  }

  /** A checkpoint that is accepted: the operations of its reply. */
  write(...updates: OperationUpdate[]): Operation[] {
    const answer = this.checkpoint(updates);
    assert(answer.ok, `the checkpoint is accepted: ${JSON.stringify(answer)}`);
    return answer.operations;
  }

  /** A checkpoint that is refused: its message. The token stays good, as the next one proves. */
  refusal(...updates: OperationUpdate[]): string {
    const answer = this.checkpoint(updates);
    assert(!answer.ok, 'the checkpoint is refused');
    assert(answer.code === 'InvalidParameterValueException', 'a refused batch is an invalid parameter');
    return answer.message;
  }

  /** The handler returns this text. */
  returns(body: unknown): this {
    return this.#complete({ kind: 'returned', body: typeof body === 'string' ? body : JSON.stringify(body) });
  }

  /** The invocation itself fails. */
  crashes(error: ErrorObject = { ErrorType: 'Runtime.ExitError' }): this {
    return this.#complete({ kind: 'failed', error });
  }

  /** The server that ran the invocation was taken away. */
  isLost(error: ErrorObject = { ErrorType: 'Runtime.Lost' }): this {
    return this.#complete({ kind: 'lost', error });
  }

  #complete(outcome: CommandOf<'complete-invocation'>['outcome']): this {
    const requestId = this.state.invocation?.requestId ?? 'none';
    this.apply<'complete-invocation'>({
      kind: 'complete-invocation',
      now: this.now,
      requestId,
      jitter: HALF,
      outcome,
    });
    return this;
  }

  suspends = (): this => this.returns({ Status: 'PENDING' });
  succeeds = (result?: string): this => this.returns({ Status: 'SUCCEEDED', Result: result });
  fails = (error: ErrorObject = { ErrorMessage: 'no' }): this =>
    this.returns({ Status: 'FAILED', Error: error });

  /** Answers the callback of an operation; undefined when it was accepted, else the code of the refusal. */
  answer(operationId: string, answer: AnswerCallback['answer'], callbackId?: string): string | undefined {
    const operation = this.state.operations.get(operationId);
    const own = operation?.type === 'CALLBACK' ? operation.callbackId : 'none';
    const decision = this.apply<'answer-callback'>({
      kind: 'answer-callback',
      now: this.now,
      callbackId: callbackId ?? own,
      operationId,
      answer,
    });
    return decision.ok ? undefined : decision.refusal.code;
  }

  targetEnds(operationId: string, outcome: Outcome, executionTimeoutSeconds = 60): this {
    this.apply<'end-chained-invoke'>({
      kind: 'end-chained-invoke',
      now: this.now,
      operationId,
      outcome,
      executionTimeoutSeconds,
    });
    return this;
  }

  /** Replies with the time of the close. */
  end(as: 'STOPPED' | 'FAILED' = 'STOPPED', error: ErrorObject = {}): number {
    const decision = this.apply<'end'>({ kind: 'end', now: this.now, as, error });
    assert(decision.ok, 'an end is never refused');
    return decision.reply;
  }

  /** Whether the pause was accepted. */
  pause(timeoutPaused: boolean): boolean {
    return this.apply<'pause'>({ kind: 'pause', now: this.now, timeoutPaused }).ok;
  }

  /** Whether the resume was accepted. */
  resume = (): boolean => this.apply<'resume'>({ kind: 'resume', now: this.now }).ok;

  /** The time at which a server must look at the execution again, if nothing happens before. */
  wakesAt(): number {
    const at = wakeAt(this.state, this.settings);
    assert(at !== undefined, 'the execution wakes by itself');
    return at;
  }

  /** One operation as the wire shows it. */
  operation(id: string): Operation | undefined {
    const operation = this.state.operations.get(id);
    return operation === undefined ? undefined : describeOperation(operation);
  }

  history = (includeData = true): HistoryEvent[] =>
    describeHistory(this.entries(), {
      includeData,
      firstEventId: 1,
      lastEventId: Number.POSITIVE_INFINITY,
    });

  /** The types of all events, in order. */
  sequence = (): string[] => this.history().map((event) => event.EventType);

  /** The details of the newest event. */
  lastDetails(): unknown {
    const event = this.history().at(-1);
    return event?.[`${event.EventType}Details`];
  }
}
