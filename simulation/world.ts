// One simulated world: the server, its disk, the network, functions, clients and the parties outside, all from one seed.

import { defaultEngineSettings, type EngineSettings } from '@perdure/engine';
import { type ExecutionId, limits } from '@perdure/protocol';
import type { Checker } from './checker.ts';
import { Clients } from './clients.ts';
import { Faults } from './faults.ts';
import { Operator } from './operator.ts';
import { Outside } from './outside.ts';
import { makeProgram, type Program } from './program.ts';
import { hashText, Random } from './random.ts';
import { type DiskKind, SimulatedDisk } from './simulated-disk.ts';
import { SimulatedFunctions } from './simulated-functions.ts';
import { SimulatedNetwork } from './simulated-network.ts';
import { SimulatedServer } from './simulated-server.ts';
import { SimulatedTime } from './simulated-time.ts';
import { Trace } from './trace.ts';
import { WallClock } from './wall-clock.ts';

/** Limits so small that programs reach them. */
const PAYLOAD_BYTES_MAX = 2000;
const OPERATIONS_MAX_SMALL = 12;
const OPERATIONS_SMALL_PROBABILITY = 0.1;
const INVOCATION_FAILURES_MAX_SMALL = 4;

export interface WorldOptions {
  seed: number;
  /** Makes those who judge the world's facts. */
  makeCheckers(settings: EngineSettings): readonly Checker[];
  print?: (line: string) => void;
  disk?: DiskKind;
  /** What functions do, by their name. Default: something else in each execution. */
  programs?: Readonly<Record<string, Program>>;
}

export class World {
  readonly time = new SimulatedTime();
  readonly wall = new WallClock(this.time);
  readonly random: Random;
  readonly faults: Faults;
  readonly trace: Trace;
  readonly settings: EngineSettings;
  readonly disk: SimulatedDisk;
  readonly functions: SimulatedFunctions;
  readonly server: SimulatedServer;
  readonly network: SimulatedNetwork;
  readonly outside: Outside;
  readonly clients: Clients;
  readonly operator: Operator;
  readonly #programs: Readonly<Record<string, Program>>;
  #marks = 0;

  constructor({ seed, makeCheckers, print, disk = 'honest', programs = {} }: WorldOptions) {
    const { time, wall } = this;
    this.#programs = programs;
    const random = new Random(seed);
    const faults = new Faults(random.fork());
    this.random = random;
    this.faults = faults;
    this.settings = drawSettings(random);
    this.trace = new Trace(time, makeCheckers(this.settings), print);
    this.disk = new SimulatedDisk({
      kind: disk,
      time,
      wall,
      faults,
      random: random.fork(),
      trace: this.trace,
    });
    this.functions = new SimulatedFunctions(faults);
    this.server = new SimulatedServer(this);
    this.network = new SimulatedNetwork({
      time,
      faults,
      random: random.fork(),
      server: () => this.server.core,
    });
    this.outside = new Outside(this);
    this.clients = new Clients(this);
    this.operator = new Operator(this);
  }

  /** What an execution of the function does, the same at every replay. */
  programOf(functionName: string, executionId: ExecutionId): Program {
    return (
      this.#programs[functionName] ?? makeProgram(new Random(hashText(executionId)), functionName !== 'leaf')
    );
  }

  /** A text that appears nowhere else in the world. */
  mark(): string {
    this.#marks += 1;
    return `mark-${this.#marks}`;
  }
}

function drawSettings(random: Random): EngineSettings {
  const isSmall = random.chance(OPERATIONS_SMALL_PROBABILITY);
  return {
    ...defaultEngineSettings,
    limits: {
      ...limits,
      asyncPayloadBytesMax: PAYLOAD_BYTES_MAX,
      syncPayloadBytesMax: PAYLOAD_BYTES_MAX,
      operationPayloadBytesMax: PAYLOAD_BYTES_MAX,
      operationsMax: isSmall ? OPERATIONS_MAX_SMALL : limits.operationsMax,
    },
    ...(random.chance(0.2) ? { invocationFailuresMax: INVOCATION_FAILURES_MAX_SMALL } : {}),
  };
}
