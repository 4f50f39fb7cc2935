// What goes wrong in a world, and how often. Each seed draws its own mixture (a swarm): some faults are off, so that others
// are not drowned by them, and the rest strike rarely or often.

import type { Random } from './random.ts';

/** The highest rates drawn. A rate is the probability that the fault strikes on an occasion. */
const rateMax = {
  /** A request or its reply is lost: the caller hears nothing and gives up waiting. */
  requestLost: 0.15,
  replyLost: 0.15,
  /** A request arrives twice. */
  requestRepeated: 0.2,
  /** A message is under way for seconds, and others overtake it. */
  messageSlow: 0.1,
  /** The store refuses a commit or a read, and applies nothing. */
  commitRejected: 0.1,
  readRejected: 0.1,
  /** A commit takes long. */
  commitSlow: 0.1,
  /** A commit that was not acknowledged when the server crashed is on the disk all the same. */
  commitSurvives: 1,
  /** The directory of functions cannot be read. */
  directoryRejected: 0.1,
  /** A listener outside does not hear an event, or his answer is lost. */
  eventLost: 0.4,
  eventAnswerLost: 0.2,
  timerLate: 0.5,
  /** A function dies, or stops answering, between two of its actions. */
  functionDies: 0.06,
  functionHangs: 0.15,
  /** A function that was given up goes on writing. */
  functionRevives: 1,
  /** The word of its end reaches the server long after the deadline. */
  functionEndDelayed: 0.15,
  functionReturnsNonsense: 0.02,
  functionReturnsPending: 0.02,
  /** A batch with an update that the rules refuse. */
  batchInvalid: 0.08,
  /** Two batches written with one token at the same time. */
  batchRaced: 0.08,
  /** Checkpoints without a ClientToken, which cannot be recognised when they are repeated. */
  clientTokenMissing: 0.1,
  /** A callback that nobody answers before the world is healed. */
  callbackForgotten: 0.4,
  callbackAnsweredTwice: 0.5,
  /** The worker that runs an invocation is out of reach from some moment on. */
  workerLost: 0.1,
} as const;

export type FaultKind = keyof typeof rateMax;

const SHARE_OF_FAULTS_ON = 0.5;

export class Faults {
  readonly #random: Random;
  readonly #rates = new Map<FaultKind, number>();
  #isHealed = false;

  constructor(random: Random) {
    this.#random = random;
    for (const kind of Object.keys(rateMax) as FaultKind[]) {
      const isOn = random.chance(SHARE_OF_FAULTS_ON);
      const rate = rateMax[kind] * random.fraction();
      this.#rates.set(kind, isOn ? rate : 0);
    }
  }

  strikes(kind: FaultKind): boolean {
    return !this.#isHealed && this.#random.chance(this.#rates.get(kind) ?? 0);
  }

  get isHealed(): boolean {
    return this.#isHealed;
  }

  /** From now on nothing goes wrong any more. */
  heal(): void {
    this.#isHealed = true;
  }
}
