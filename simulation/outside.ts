// The parties outside who hold callbacks: they answer, fail, beat, answer twice or too late, or forget until the world is
// healed.

import type { CallbackAnswer } from './fact.ts';
import { Life } from './life.ts';
import type { World } from './world.ts';

const ANSWER_MILLIS_MAX = 70_000;
const SECOND_ANSWER_MILLIS_MAX = 4000;
const RETRY_MILLIS_MAX = 2000;
const BEAT_MILLIS = 900;
const BEATS_MAX = 12;
const BEATS_PROBABILITY = 0.3;
const FAILS_PROBABILITY = 0.25;

export class Outside {
  readonly #world: World;
  readonly #life = new Life();
  /** Callbacks handed out, and whether somebody is going to answer. */
  readonly #received = new Map<string, { isForgotten: boolean }>();

  constructor(world: World) {
    this.#world = world;
  }

  /** A handler hands out a callback id; it may do so at every replay. */
  receive(callbackId: string): void {
    if (this.#received.has(callbackId)) return;
    const { faults, random, time } = this.#world;
    const isForgotten = faults.strikes('callbackForgotten');
    this.#received.set(callbackId, { isForgotten });
    if (isForgotten) return;
    if (random.chance(BEATS_PROBABILITY)) this.#beat(callbackId, BEATS_MAX);
    this.#answerAfter(callbackId, random.between(0, ANSWER_MILLIS_MAX));
    if (faults.strikes('callbackAnsweredTwice')) {
      time.after(random.between(0, ANSWER_MILLIS_MAX), () => this.#answerAfter(callbackId, 0));
    }
  }

  /** What was forgotten is remembered. */
  heal(): void {
    const { random } = this.#world;
    for (const [callbackId, received] of this.#received) {
      if (!received.isForgotten) continue;
      received.isForgotten = false;
      this.#answerAfter(callbackId, random.between(0, SECOND_ANSWER_MILLIS_MAX));
    }
  }

  #beat(callbackId: string, beatsLeft: number): void {
    if (beatsLeft === 0) return;
    this.#world.time.after(BEAT_MILLIS, () => {
      void this.#ask(callbackId, { kind: 'heartbeat' });
      this.#beat(callbackId, beatsLeft - 1);
    });
  }

  #answerAfter(callbackId: string, millis: number): void {
    const { random, time } = this.#world;
    const text = this.#world.mark();
    const answer: CallbackAnswer = random.chance(FAILS_PROBABILITY)
      ? { kind: 'failure', message: text }
      : { kind: 'success', result: text };
    time.after(millis, () => void this.#answer(callbackId, answer));
  }

  /** Tries until the server has taken the answer, or says that it is too late. */
  async #answer(callbackId: string, answer: CallbackAnswer): Promise<void> {
    const { random, time } = this.#world;
    for (;;) {
      const heard = await this.#ask(callbackId, answer);
      const isBusy =
        heard.kind !== 'answered' || (!heard.result.ok && isRetryable(heard.result.refusal.code));
      if (!isBusy) return;
      await this.#life.sleep(time, random.between(1, RETRY_MILLIS_MAX));
    }
  }

  #ask(callbackId: string, answer: CallbackAnswer) {
    const { network, trace } = this.#world;
    return network.ask(this.#life, async ({ executions }) => {
      const result = await (answer.kind === 'success'
        ? executions.succeedCallback(callbackId, answer.result)
        : answer.kind === 'failure'
          ? executions.failCallback(callbackId, { ErrorMessage: answer.message })
          : executions.heartbeatCallback(callbackId));
      if (result.ok) trace.observe({ kind: 'callback-acknowledged', callbackId, answer });
      return result;
    });
  }
}

export const isRetryable = (code: string): boolean =>
  code === 'TooManyRequestsException' || code === 'ServiceException';
