// The loop: the one place where executions change.
//
// Requests become submissions in an inbox. A turn takes what is waiting, loads the executions that it touches, decides
// each submission in order, commits everything in one durable transaction, and only then answers and tells the listener.
// One sync is shared by everyone in the turn; the next turn fills while this one syncs.
//
// L1  Nothing is answered before the commit that it depends on, so an answer never speaks of what a crash could undo (P1).
// L2  Only a turn touches a state, and turns do not overlap, so rules see one change at a time.
// L3  When a commit fails, every state that it touched is forgotten: the store has the truth.

import type { ExecutionState } from '@perdure/engine';
import {
  type CommandKind,
  decide,
  decideStart,
  type EngineSettings,
  isInvocationDue,
  timerAt,
  wakeAt,
} from '@perdure/engine';
import { assert, type ExecutionId, type Millis, type Result, refusal, refused } from '@perdure/protocol';
import type { Change, ChangeOutcome, Store } from '@perdure/store';
import type { Clock } from '../clock.ts';
import type { FreshIds } from '../fresh-ids.ts';
import { type CommittedTurn, commitTurn } from './commit-turn.ts';
import { type CachedExecution, ExecutionCache } from './execution-cache.ts';
import { Inbox } from './inbox.ts';
import { loopLimits } from './limits.ts';
import { restoreExecutions } from './restore-executions.ts';
import type {
  CommandRequest,
  LoopListener,
  StartCommand,
  StartView,
  Submission,
  SubmitOptions,
  View,
} from './submission.ts';
import { type StatusTargets, Touched } from './turn.ts';

export interface LoopOptions {
  store: Store;
  clock: Clock;
  ids: FreshIds;
  settings: EngineSettings;
  /** Default: nobody is told of changes of status. */
  statusTargets?: StatusTargets;
  /** Told of each commit, whether it succeeded or not. Default: nobody wants to know. */
  onTurn?(turn: CommittedTurn): void;
  inboxCommandsMax?: number;
  cacheBytesMax?: number;
}

const executionIsUnknown = refusal('ResourceNotFoundException', 'Durable Execution does not exist');

/** Nothing but a look will come to it any more, and its place is for those that go on. */
const isOver = ({ closed, invocation }: ExecutionState): boolean =>
  closed !== undefined && invocation === undefined;

const decideNothing: Submission['decide'] = (state) =>
  state === undefined
    ? { ok: false, refusal: executionIsUnknown }
    : { ok: true, events: [], letters: [], reply: undefined };

export class ExecutionLoop {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #ids: FreshIds;
  readonly #settings: EngineSettings;
  readonly #cache: ExecutionCache;
  readonly #statusTargets: StatusTargets | undefined;
  readonly #onTurn: LoopOptions['onTurn'];
  #listener: LoopListener | undefined;
  readonly #inbox: Inbox;
  #isRunning = false;
  #isClosed = false;
  #onIdle: (() => void) | undefined;

  constructor(options: LoopOptions) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#ids = options.ids;
    this.#settings = options.settings;
    this.#cache = new ExecutionCache(options.cacheBytesMax);
    this.#statusTargets = options.statusTargets;
    this.#onTurn = options.onTurn;
    this.#inbox = new Inbox(options.inboxCommandsMax ?? loopLimits.inboxCommandsMax);
  }

  /** Whoever is told of what commits. Set once, before the first submission. */
  listen(listener: LoopListener): void {
    this.#listener = listener;
  }

  get settings(): EngineSettings {
    return this.#settings;
  }

  /** Sends a command to an execution. `view` reads the state right after the command, inside the turn. */
  submit<Kind extends CommandKind, Value>(
    executionId: ExecutionId,
    command: CommandRequest<Kind>,
    view: View<Kind, Value>,
    options: SubmitOptions = {},
  ): Promise<Result<Value>> {
    return this.#enqueue<Value>(
      {
        executionId,
        kind: command.kind,
        decide: (state, now) =>
          state === undefined
            ? { ok: false, refusal: executionIsUnknown }
            : decide<Kind>(state, { ...command, now } as never, this.#settings),
        view: (state, reply) => view(state, reply as never),
      },
      options,
    );
  }

  /** Starts an execution, or finds the one that already has its name. */
  start<Value>(
    command: StartCommand,
    view: StartView<Value>,
    options: SubmitOptions = {},
  ): Promise<Result<Value>> {
    const { functionName, executionName, executionId } = command.reference;
    return this.#enqueue<Value>(
      {
        executionId,
        kind: 'start',
        decide: (state, now) => decideStart(state, { ...command, now }),
        view: (state, reply) => view(state, reply as never),
        name: { functionName, executionName, ownId: executionId },
      },
      options,
    );
  }

  /** Reads the committed state of an execution. */
  read<Value>(executionId: ExecutionId, view: (state: ExecutionState) => Value): Promise<Result<Value>> {
    return this.#enqueue<Value>(
      {
        executionId,
        kind: 'read',
        decide: decideNothing,
        view,
      },
      {},
    );
  }

  /** Looks at an execution because its time has come. */
  wake(executionId: ExecutionId): Promise<Result<undefined>> {
    this.#dropUnlessDue(executionId);
    return this.#look(executionId, 'wake');
  }

  /** Writes the head of an execution anew, if it is not what follows from the journal. */
  project(executionId: ExecutionId): Promise<Result<undefined>> {
    return this.#look(executionId, 'project');
  }

  #look(executionId: ExecutionId, kind: 'wake' | 'project'): Promise<Result<undefined>> {
    return this.#enqueue<undefined>(
      { executionId, kind, decide: decideNothing, view: () => undefined },
      { internal: true },
    );
  }

  /**
   * The store says that the execution is due. A cached state that knows nothing of it is not the store's: a server that
   * was taken for dead has written since. Looking at that state would find nothing to do, every time.
   */
  #dropUnlessDue(executionId: ExecutionId): void {
    const cached = this.#cache.get(executionId);
    if (cached === undefined) return;
    const dueAt = wakeAt(cached.state, this.#settings) ?? Number.POSITIVE_INFINITY;
    if (dueAt > this.#clock.now()) this.#cache.drop(executionId);
  }

  /** Removes a letter whose receiver is gone. */
  async discard(letterId: string, sender: ExecutionId): Promise<void> {
    await this.#store.commit([
      { executionId: sender, expectedVersion: 0, entry: '', messagesRemoved: [letterId] },
    ]);
  }

  /** Finishes the turns under way and takes no more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (!this.#isRunning) return;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
    });
  }

  #enqueue<Value>(
    parts: Pick<Submission, 'executionId' | 'kind' | 'decide' | 'view' | 'name'>,
    options: SubmitOptions,
  ): Promise<Result<Value>> {
    if (this.#isClosed) {
      return Promise.resolve(refused('ServiceException', 'The server is shutting down. Repeat the call.'));
    }
    const isRequest = options.internal !== true;
    if (isRequest && this.#inbox.isFull) {
      return Promise.resolve(
        refused(
          'TooManyRequestsException',
          'The server has too many requests waiting. Repeat the call later.',
        ),
      );
    }
    return new Promise((resolve, reject) => {
      this.#inbox.put({
        ...parts,
        isRequest,
        ...(options.consumes === undefined ? {} : { consumes: options.consumes }),
        settle: resolve as (result: Result<unknown>) => void,
        fail: reject,
        attempts: 0,
      });
      this.#run();
    });
  }

  /** Starts turning unless it already does. The first turn waits until everything that is ready has been submitted. */
  #run(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#clock.soon(() => void this.#turnUntilEmpty());
  }

  async #turnUntilEmpty(): Promise<void> {
    while (this.#inbox.length > 0) {
      const batch = this.#inbox.take(loopLimits.turnCommandsMax);
      try {
        await this.#turn(batch);
      } catch (fault) {
        this.#fail(batch, fault);
      }
      this.#cache.trim();
    }
    this.#isRunning = false;
    this.#onIdle?.();
  }

  #fail(submissions: readonly Submission[], fault: unknown): void {
    for (const submission of submissions) {
      this.#cache.drop(submission.executionId);
      submission.fail(fault);
    }
  }

  async #turn(batch: readonly Submission[]): Promise<void> {
    const touched = await this.#load(batch);
    const now = this.#clock.now();
    for (const submission of batch) {
      const execution = touched.get(submission.executionId);
      assert(execution !== undefined, 'every submission of a turn has its execution loaded');
      execution.decide(submission, now, this.#settings, this.#ids.jitter());
    }
    const changed: Touched[] = [];
    const changes: Change[] = [];
    for (const execution of touched.values()) {
      if (execution.fault !== undefined) {
        this.#fail(execution.submissions, execution.fault);
        continue;
      }
      const change = execution.change(now, this.#settings);
      if (change === undefined) {
        this.#conclude(execution, now);
        continue;
      }
      changed.push(execution);
      changes.push(change);
    }
    if (changes.length === 0) return;
    const outcomes = await commitTurn(this.#store, changes, batch.length, this.#onTurn);
    // First everything that is committed: what fails with the rest must not keep it from being told.
    for (const [index, execution] of changed.entries()) {
      if (outcomes[index] !== 'committed') continue;
      this.#conclude(execution, now);
      this.#startAnew(execution.displaced);
    }
    for (const [index, execution] of changed.entries()) {
      if (outcomes[index] !== 'committed') await this.#decideAgain(execution, outcomes[index]);
    }
  }

  /** Commands that wait for a turn. */
  get inboxCommands(): number {
    return this.#inbox.length;
  }

  /** Executions whose state is in memory. */
  get cachedExecutions(): number {
    return this.#cache.size;
  }

  /** Brings in the executions that the batch touches: from the cache, else from their journals in one read. */
  async #load(batch: readonly Submission[]): Promise<Map<ExecutionId, Touched>> {
    const missing = new Set<ExecutionId>();
    for (const { executionId, name, attempts } of batch) {
      // A fresh id cannot be in the store; only a repeated start may find its execution there.
      const isFresh = name !== undefined && attempts === 0;
      if (!isFresh && this.#cache.get(executionId) === undefined) missing.add(executionId);
    }
    const faults = await restoreExecutions([...missing], this.#store, this.#cache);
    const touched = new Map<ExecutionId, Touched>();
    for (const { executionId } of batch) {
      if (touched.has(executionId)) continue;
      const execution = new Touched(executionId, this.#cache.get(executionId), this.#statusTargets);
      execution.fault = faults.get(executionId);
      touched.set(executionId, execution);
    }
    return touched;
  }

  /** Puts back what was decided on a state that is not the store's any more. */
  async #decideAgain(execution: Touched, outcome: ChangeOutcome | undefined): Promise<void> {
    this.#cache.drop(execution.executionId);
    const undecided = [...execution.answers.map(({ submission }) => submission), ...execution.displaced];
    for (const submission of undecided) {
      try {
        if (outcome === 'name-taken') await this.#redirect(submission);
        this.#repeat(submission);
      } catch (fault) {
        submission.fail(fault);
      }
    }
  }

  /** A start whose name is taken goes to the execution that has it. */
  async #redirect(submission: Submission): Promise<void> {
    const { name } = submission;
    if (name === undefined) return;
    const holder = await this.#store.findByName(name.functionName, name.executionName);
    // The holder may have been removed since: then the name is free, and the start goes on under its own id.
    if (holder !== undefined) submission.executionId = holder;
  }

  /** Starts that met an execution at the end of its life: now that it is gone, its name is free. */
  #startAnew(displaced: readonly Submission[]): void {
    for (const submission of displaced) {
      if (submission.name !== undefined) submission.executionId = submission.name.ownId;
      this.#repeat(submission);
    }
  }

  /** Decides a submission again, on the state that another writer has left. */
  #repeat(submission: Submission): void {
    submission.attempts += 1;
    if (submission.attempts > loopLimits.staleRetriesMax) {
      submission.settle(
        refused('TooManyRequestsException', 'Too many writers change this execution. Repeat the call.'),
      );
      return;
    }
    this.#inbox.put(submission);
  }

  /** Answers, and tells the listener what is now due. */
  #conclude(execution: Touched, now: Millis): void {
    const { executionId } = execution;
    const committed = execution.committed();
    if (committed === undefined || isOver(committed.state)) this.#cache.drop(executionId);
    else this.#cache.put(executionId, committed);
    for (const { submission, result } of execution.answers) submission.settle(result);
    if (this.#listener !== undefined) this.#tell(this.#listener, execution, committed, now);
  }

  #tell(
    listener: LoopListener,
    execution: Touched,
    committed: CachedExecution | undefined,
    now: Millis,
  ): void {
    const appended = execution.appended();
    if (appended !== undefined) listener.onCommitted(appended);
    if (committed !== undefined) listener.onChange(committed.state);
    if (execution.letters.length > 0) listener.onLetters(execution.letters);
    if (execution.justClosed && execution.state !== undefined) listener.onClosed(execution.state);
    if (committed === undefined) {
      listener.onWake(execution.executionId, undefined, false);
      return;
    }
    const { state } = committed;
    const isDue = isInvocationDue(state, now);
    const lookAgainAt = isDue ? timerAt(state, this.#settings) : wakeAt(state, this.#settings);
    listener.onWake(execution.executionId, lookAgainAt, isDue);
    if (isDue) listener.onInvocationDue(state);
  }
}
