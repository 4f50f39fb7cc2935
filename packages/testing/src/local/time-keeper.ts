// Owns: when virtual time passes, and when a run can make no further progress.
//
// Time stands still while anything runs. What runs is known without touching any global:
//   - the machinery counts its own work (activity.ts);
//   - an invocation runs until it has answered; the SDK makes it answer once it only waits for time or for others;
//   - the code of a step runs as long as the step is recorded as started.
//
// T1  No time passes while the code of a step runs: what it does with real timers and sockets takes no virtual time.
// T2  Time passes beside an invocation only if no step runs and the SDK in it waits for a time, and it has been silent
//     for a while of real time: then it awaits nothing but what time will bring.
// T3  Time moves to the next reason for it (a wake-up of an execution, an appointment) and never past it.
// T4  Without such a reason nothing will ever happen again: the run is stuck, unless the test is about to answer.

import { type EngineSettings, type ExecutionState, isInvocationDue, wakeAt } from '@perdure/engine';
import { MILLIS_PER_SECOND, type Millis } from '@perdure/protocol';
import { limits } from '../limits.ts';
import type { Activity } from './activity.ts';
import type { ExecutionTrail } from './execution-trail.ts';
import type { LocalInvocation } from './local-invocation.ts';
import { afterRealTime } from './real-timers.ts';
import type { RunClock } from './run-clock.ts';

export interface TimeKeeperPorts {
  activity: Activity;
  clock: RunClock;
  settings: EngineSettings;
  /** Whether the test set an execution timeout, so that reaching it is an outcome that it may want to see. */
  isTimeoutWanted: boolean;
  hangTimeoutMillis: number;
  running: () => Iterable<LocalInvocation>;
  trails: () => Iterable<ExecutionTrail>;
  /** Real time that the test gets to answer what is open. */
  answerGraceMillis: () => number;
  describeOpen: () => string;
  describeRunning: () => string;
  warn(message: string): void;
  fail(error: Error): void;
}

export class TimeKeeper {
  readonly #ports: TimeKeeperPorts;
  #cancelWatch: () => void = () => undefined;
  #isStopped = false;

  constructor(ports: TimeKeeperPorts) {
    this.#ports = ports;
    ports.activity.listen(() => this.#decide());
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelWatch();
  }

  #decide(): void {
    this.#cancelWatch();
    if (this.#isStopped) return;
    const running = [...this.#ports.running()];
    if (running.length === 0) this.#passTime();
    else if (this.#isOnlyWaiting(running)) this.#after(limits.silenceMillis, () => this.#passTime());
    else this.#watchUserCode();
  }

  #isOnlyWaiting(running: readonly LocalInvocation[]): boolean {
    if (!running.every(({ clock }) => clock.isWaiting)) return false;
    for (const trail of this.#ports.trails()) if (trail.stepsUnderWay().length > 0) return false;
    return true;
  }

  #passTime(): void {
    const { clock } = this.#ports;
    const next = this.#nextReason();
    if (next === undefined) {
      this.#watchAnswers();
      return;
    }
    if (!clock.isVirtual) return;
    // What is due already waits for the core's own alarm: it looks again a moment later.
    clock.moveTo(next > clock.now() ? next : (clock.nextAlarm() ?? clock.now()));
  }

  /** The next time at which something will happen by itself. */
  #nextReason(): Millis | undefined {
    const { clock, settings, isTimeoutWanted } = this.#ports;
    const states = [...this.#ports.trails()].map(({ state }) => state).filter(isOpen);
    const reasons = states
      .map((state) => wakeAt(state, settings))
      .filter((reason): reason is Millis => reason !== undefined);
    const appointment = clock.nextAppointment();
    if (appointment !== undefined) reasons.push(appointment);
    const next = Math.min(...reasons);
    if (!Number.isFinite(next)) return undefined;
    const endsOnlyByTimeout =
      appointment === undefined && states.every((state) => waitsForTimeoutOnly(state, next));
    return endsOnlyByTimeout && !isTimeoutWanted ? undefined : next;
  }

  #watchAnswers(): void {
    const { answerGraceMillis, describeOpen, fail } = this.#ports;
    this.#watch(answerGraceMillis(), describeOpen, () => fail(new StuckRunError(describeOpen())));
  }

  #watchUserCode(): void {
    const { hangTimeoutMillis, describeRunning, fail } = this.#ports;
    this.#watch(hangTimeoutMillis, describeRunning, () =>
      fail(new HangingRunError(describeRunning(), hangTimeoutMillis)),
    );
  }

  /** Gives real time a chance, with a warning on the way if that is long. */
  #watch(millis: number, describe: () => string, giveUp: () => void): void {
    const { hangWarningMillis } = limits;
    if (millis <= hangWarningMillis) {
      this.#after(millis, giveUp);
      return;
    }
    this.#after(hangWarningMillis, () => {
      this.#ports.warn(`No progress for ${hangWarningMillis} ms of real time. ${describe()}`);
      this.#after(millis - hangWarningMillis, giveUp);
    });
  }

  #after(millis: number, task: () => void): void {
    this.#cancelWatch = afterRealTime(millis, () => {
      // If something is under way again, its end brings the next decision.
      if (!this.#isStopped && this.#ports.activity.isQuiet) task();
    });
  }
}

const isOpen = (state: ExecutionState): boolean => state.closed === undefined;

/** Whether the next thing to happen in an execution, at this time or later, is that its time is over. */
function waitsForTimeoutOnly(state: ExecutionState, next: Millis): boolean {
  if (state.timers.size > 0 || state.retryAt !== undefined || isInvocationDue(state, next)) return false;
  return state.invocation === undefined;
}

/** A run can make no further progress. The message says what it waits for. */
export class StuckRunError extends Error {
  override readonly name = 'StuckRunError';
  constructor(open: string) {
    super(`The run cannot go on: nothing is scheduled, and nobody answers what it waits for. ${open}`);
  }
}

/** User code did not end. The message names the step. */
export class HangingRunError extends Error {
  override readonly name = 'HangingRunError';
  constructor(running: string, millis: number) {
    super(
      `The run made no progress for ${millis / MILLIS_PER_SECOND} s of real time. ${running} ` +
        'If it may take that long, raise hangTimeout in LocalDurableTestRunner.setupTestEnvironment({ hangTimeout: milliseconds }).',
    );
  }
}
