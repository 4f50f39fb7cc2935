// What all runs of a test file share: how time goes, and which runs are still going on.

import { limits } from '../limits.ts';

export interface LocalDurableTestRunnerSetupParameters {
  /**
   * Whether modelled time passes at once instead of in real time. Default: true.
   * With `false`, a wait of a second takes a second.
   */
  skipTime?: boolean;
  /** Milliseconds of real time that every checkpoint takes. Default: 0. */
  checkpointDelay?: number;
  /**
   * Milliseconds of real time after which a run is given up whose user code makes no progress. Default: 30,000.
   * A warning that names the step is printed after 4,000.
   */
  hangTimeout?: number;
}

/** A run as the environment knows it. */
export interface RunningRun {
  /** What it is doing. */
  describe(): string;
  abandon(): void;
}

export class TestEnvironment {
  #parameters: LocalDurableTestRunnerSetupParameters = {};
  readonly #running = new Set<RunningRun>();

  setUp(parameters: LocalDurableTestRunnerSetupParameters): void {
    this.#parameters = parameters;
  }

  /** Ends what is still going on, and answers what that was. */
  tearDown(): string[] {
    this.#parameters = {};
    const left = [...this.#running];
    this.#running.clear();
    for (const run of left) run.abandon();
    return left.map((run) => run.describe());
  }

  get isVirtual(): boolean {
    return this.#parameters.skipTime ?? true;
  }

  get checkpointDelayMillis(): number {
    return this.#parameters.checkpointDelay ?? 0;
  }

  get hangTimeoutMillis(): number {
    return this.#parameters.hangTimeout ?? limits.hangTimeoutMillisDefault;
  }

  async follow<Value>(run: RunningRun, end: Promise<Value>): Promise<Value> {
    this.#running.add(run);
    try {
      return await end;
    } finally {
      this.#running.delete(run);
    }
  }
}
