// The operator, who pauses executions and lets them go on. In a healed world nothing stays paused.

import type { ExecutionId } from '@perdure/protocol';
import { Life } from './life.ts';
import { isRetryable } from './outside.ts';
import type { World } from './world.ts';

const PAUSES_MAX = 6;
const PAUSE_AT_MILLIS_MAX = 150_000;
const PAUSED_MILLIS_MAX = 60_000;
const RETRY_MILLIS_MAX = 2000;
const FORGETS_PROBABILITY = 0.3;

export class Operator {
  readonly #world: World;
  readonly #life = new Life();

  constructor(world: World) {
    this.#world = world;
  }

  begin(): void {
    const { random, time } = this.#world;
    if (random.chance(0.5)) return;
    const pauses = random.between(1, PAUSES_MAX);
    for (let index = 0; index < pauses; index += 1) {
      time.after(random.between(0, PAUSE_AT_MILLIS_MAX), () => void this.#pauseSome());
    }
  }

  /** Lets everything go on that is paused now. A pause that was slow on its way may come after this. */
  resumeAll(): void {
    for (const { head } of this.#world.disk.snapshot().executions) {
      if (head.status === 'PAUSED' || head.status === 'PAUSING') void this.#resume(head.executionId);
    }
  }

  async #pauseSome(): Promise<void> {
    const { clients, random, network, time, faults } = this.#world;
    const [first, ...rest] = clients.started;
    if (first === undefined || faults.isHealed) return;
    const reference = random.pick([first, ...rest]);
    const pause = {
      kind: 'pause',
      timeoutPaused: random.chance(0.5),
      clientToken: this.#world.mark(),
    } as const;
    await network.ask(this.#life, ({ loop }) =>
      loop.submit<'pause', number>(reference.executionId, pause, (_state, at) => at),
    );
    if (random.chance(FORGETS_PROBABILITY)) return;
    await this.#life.sleep(time, random.between(1, PAUSED_MILLIS_MAX));
    await this.#resume(reference.executionId);
  }

  /** Repeats it until the server has done it, or says that there is nothing to resume. */
  async #resume(executionId: ExecutionId): Promise<void> {
    const { network, random, time } = this.#world;
    const clientToken = this.#world.mark();
    for (;;) {
      const answer = await network.ask(this.#life, ({ loop }) =>
        loop.submit<'resume', number>(executionId, { kind: 'resume', clientToken }, (_state, at) => at),
      );
      if (answer.kind === 'answered' && (answer.result.ok || !isRetryable(answer.result.refusal.code)))
        return;
      await this.#life.sleep(time, random.between(1, RETRY_MILLIS_MAX));
    }
  }
}
