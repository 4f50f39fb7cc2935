// The server under test, and what happens to it: it crashes at any time, is shut down in order, and comes up again on the
// disk that the one before it left behind.

import { Core } from '@perdure/server/embedded';
import { Environments } from './environments.ts';
import { listener } from './listener.ts';
import { SeededIds } from './seeded-ids.ts';
import type { DiskSession } from './simulated-disk.ts';
import { realm } from './simulated-functions.ts';
import { ServerClock } from './wall-clock.ts';
import type { World } from './world.ts';

const DOWN_MILLIS_MAX = 8000;
const START_PATIENCE_MILLIS = 20_000;
const SHUTDOWN_PATIENCE_MILLIS = 60_000;
const LINGER_MILLIS_MAX = 30_000;
const NOTICE_MILLIS_MAX = 3000;
const PLACES_MAX = 8;
const INBOX_COMMANDS_SMALL = 1;
const INBOX_COMMANDS_LARGE = 1000;
const CACHE_BYTES_SMALL = 6000;
const CACHE_BYTES_LARGE = 10_000_000;

interface Process {
  core: Core;
  clock: ServerClock;
  disk: DiskSession;
  environments: Environments;
  isReady: boolean;
}

export class SimulatedServer {
  readonly #world: World;
  readonly #places: number;
  readonly #inboxCommandsMax: number;
  readonly #cacheBytesMax: number;
  #process: Process | undefined;
  #sessions = 0;

  constructor(world: World) {
    this.#world = world;
    const { random } = world;
    this.#places = random.between(1, PLACES_MAX);
    this.#inboxCommandsMax = random.pick([INBOX_COMMANDS_SMALL, INBOX_COMMANDS_LARGE, INBOX_COMMANDS_LARGE]);
    this.#cacheBytesMax = random.pick([0, CACHE_BYTES_SMALL, CACHE_BYTES_LARGE, CACHE_BYTES_LARGE]);
  }

  /** What answers requests now. A server that is starting answers already. */
  get core(): Core | undefined {
    return this.#process?.core;
  }

  get isUp(): boolean {
    return this.#process?.isReady === true;
  }

  boot(): void {
    if (this.#process !== undefined) return;
    const { trace, time } = this.#world;
    this.#sessions += 1;
    const sessionId = `session-${this.#sessions}`;
    const process = this.#makeProcess(sessionId);
    this.#process = process;
    trace.observe({ kind: 'session-started', sessionId });
    const isCurrent = (): boolean => this.#process === process;
    start(process.core).then(
      () => {
        process.isReady = true;
      },
      (fault: unknown) => {
        // A server that cannot read its store exits, and whoever minds it starts it again.
        trace.observe({ kind: 'fault-reported', fault });
        if (isCurrent()) this.crash();
      },
    );
    time.after(START_PATIENCE_MILLIS, () => {
      if (isCurrent() && !process.isReady) this.crash();
    });
  }

  /** kill -9: everything in memory is gone. */
  crash(): void {
    const process = this.#process;
    if (process === undefined) return;
    this.#process = undefined;
    this.#world.trace.observe({ kind: 'world', what: 'the server crashes' });
    this.#end(process);
    this.#comeBack();
  }

  /** Is taken for dead and replaced, and lives on for a while: what it still writes must not harm. */
  linger(): void {
    const process = this.#process;
    if (process === undefined) return;
    const { trace, time, random } = this.#world;
    trace.observe({ kind: 'world', what: 'the server is cut off' });
    this.#process = undefined;
    time.after(random.between(0, LINGER_MILLIS_MAX), () => this.#end(process));
    this.#comeBack();
  }

  /** The store is lost to this process for good, and the process ends when it notices. */
  loseStore(): void {
    const process = this.#process;
    if (process === undefined) return;
    const { trace, time, random } = this.#world;
    trace.observe({ kind: 'world', what: 'the store is closed' });
    process.disk.close();
    time.after(random.between(0, NOTICE_MILLIS_MAX), () => {
      if (this.#process === process) this.crash();
    });
  }

  #end(process: Process): void {
    process.clock.stop();
    process.environments.abandon();
    void process.disk.crash();
  }

  /** Stops as the server's main does: environments first, then the core, with patience that ends. */
  async shutDown(): Promise<void> {
    const { time, trace } = this.#world;
    const process = this.#process;
    if (process === undefined) return;
    trace.observe({ kind: 'world', what: 'the server shuts down' });
    const stopWaiting = time.after(SHUTDOWN_PATIENCE_MILLIS, () => {
      if (this.#process !== process) return;
      trace.fail('shutdown', 'The core did not close in time.');
    });
    await process.environments.close();
    await process.core.close();
    stopWaiting();
    if (this.#process !== process) return;
    this.#process = undefined;
    this.#end(process);
    this.#comeBack();
  }

  #comeBack(): void {
    this.#world.time.after(this.#world.random.between(0, DOWN_MILLIS_MAX), () => this.boot());
  }

  #makeProcess(sessionId: string): Process {
    const { time, wall, faults, random, disk, functions, settings, trace } = this.#world;
    const clock = new ServerClock(time, wall, faults, random.fork());
    const session = disk.open();
    const environments = new Environments(this.#world, clock, random.fork(), this.#places);
    const core = new Core({
      store: session.store,
      clock,
      ids: new SeededIds(random.fork()),
      settings,
      realm,
      directory: functions,
      invoker: environments,
      sessionId,
      statusTargets: [listener(this.#world)],
      inboxCommandsMax: this.#inboxCommandsMax,
      cacheBytesMax: this.#cacheBytesMax,
      onFault: (fault) => trace.observe({ kind: 'fault-reported', fault }),
    });
    return { core, clock, disk: session, environments, isReady: false };
  }
}

/** As the server's main does it. */
async function start(core: Core): Promise<void> {
  await core.endOrphans();
  await core.start();
}
