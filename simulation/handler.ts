// One invocation of a durable function: the durable protocol spoken from the handler's side, as an SDK speaks it, and now
// and then as a broken SDK does.

import type { ExecutionReference, InvocationInput, Operation, OperationUpdate } from '@perdure/protocol';
import type { Life } from './life.ts';
import { makePlan } from './plan.ts';
import type { Program } from './program.ts';
import type { Random } from './random.ts';
import { readWholeState } from './read-state.ts';
import type { World } from './world.ts';
import { writeBatch, writeRacing } from './write-batch.ts';

/** How the handler came to its end, if it did. */
export type HandlerEnd =
  | { kind: 'returned'; body: string }
  | { kind: 'threw'; message: string }
  | { kind: 'died' };

export interface HandlerContext {
  world: World;
  life: Life;
  random: Random;
  program: Program;
  requestId: string;
  reference: ExecutionReference;
  /** How long a handler that hangs is away. */
  hangMillis: number;
}

const POLL_MILLIS_MAX = 3000;
const POLLS_MAX = 4;
const POLL_PROBABILITY = 0.25;
const PARTIAL_BATCH_PROBABILITY = 0.4;
const STATE_READ_PROBABILITY = 0.2;

export class Handler {
  readonly #context: HandlerContext;
  readonly #known = new Map<string, Operation>();
  #token: string;
  #polls = 0;

  constructor(context: HandlerContext, input: InvocationInput) {
    this.#context = context;
    this.#token = input.CheckpointToken;
    this.#learn(input.InitialExecutionState.Operations);
  }

  async run(): Promise<HandlerEnd> {
    const { world, life, random } = this.#context;
    if (random.chance(STATE_READ_PROBABILITY)) await readWholeState(this.#context, this.#token);
    for (;;) {
      const misfortune = await this.#suffer();
      if (misfortune !== undefined) return misfortune;
      const plan = makePlan(this.#context.program.root, this.#known, () => world.mark());
      if (plan.isDone) return this.#finish();
      await life.sleep(world.time, plan.workMillis);
      if (plan.groups.length === 0 && !(await this.#keepsAsking())) return returned({ Status: 'PENDING' });
      const end = await this.#write(this.#choose(plan.groups));
      if (end !== undefined) return end;
    }
  }

  /** Things that happen to handlers between two actions. */
  async #suffer(): Promise<HandlerEnd | undefined> {
    const { world, life, random, hangMillis } = this.#context;
    const { faults, time } = world;
    if (faults.strikes('functionDies')) return { kind: 'died' };
    if (faults.strikes('functionHangs')) await life.sleep(time, hangMillis);
    if (faults.strikes('functionReturnsPending')) return returned({ Status: 'PENDING' });
    if (faults.strikes('functionReturnsNonsense')) {
      const body = random.pick([
        '',
        'null',
        '[]',
        '{"Status":"FINE"}',
        '{"Status":"FAILED","Result":"1"}',
        '{',
      ]);
      return { kind: 'returned', body };
    }
    return undefined;
  }

  /** Whether to ask again what has happened, instead of suspending. */
  async #keepsAsking(): Promise<boolean> {
    const { world, life, random } = this.#context;
    if (this.#polls >= POLLS_MAX || !random.chance(POLL_PROBABILITY)) return false;
    this.#polls += 1;
    await life.sleep(world.time, random.between(1, POLL_MILLIS_MAX));
    return true;
  }

  /** Mostly everything that can be written; sometimes only the beginning of it. */
  #choose(groups: readonly OperationUpdate[][]): OperationUpdate[] {
    const { random } = this.#context;
    const isPartial = groups.length > 1 && random.chance(PARTIAL_BATCH_PROBABILITY);
    return groups.slice(0, isPartial ? random.between(1, groups.length) : groups.length).flat();
  }

  /** Writes a batch. The handler goes on when nothing is returned. */
  async #write(updates: OperationUpdate[]): Promise<HandlerEnd | undefined> {
    const { faults } = this.#context.world;
    if (faults.strikes('batchInvalid')) {
      const bad: OperationUpdate = { Id: 'never-started', Type: 'WAIT', Action: 'CANCEL' };
      const refused = await writeBatch(this.#context, this.#token, [...updates, bad]);
      if (refused.kind !== 'refused') return { kind: 'threw', message: 'the batch could not be written' };
    }
    const write = faults.strikes('batchRaced') ? writeRacing : writeBatch;
    const outcome = await write(this.#context, this.#token, updates);
    switch (outcome.kind) {
      case 'accepted':
        this.#learn(outcome.response.NewExecutionState.Operations);
        if (outcome.response.CheckpointToken === undefined)
          return returned({ Status: 'SUCCEEDED', Result: '' });
        this.#token = outcome.response.CheckpointToken;
        return undefined;
      case 'unwritten':
        return { kind: 'threw', message: 'the batch could not be written' };
      case 'refused': {
        // An SDK ends the invocation when its token is no good, and the execution when the batch is wrong.
        const isZombie = outcome.message.startsWith('Invalid Checkpoint Token');
        if (isZombie) return { kind: 'threw', message: outcome.message };
        return returned({ Status: 'FAILED', Error: { ErrorMessage: outcome.message } });
      }
    }
  }

  async #finish(): Promise<HandlerEnd> {
    const { program, world } = this.#context;
    const result = world.mark();
    switch (program.ending) {
      case 'return':
        return returned({ Status: 'SUCCEEDED', Result: result });
      case 'return-oversized':
        return returned({
          Status: 'SUCCEEDED',
          Result: result.padEnd(world.settings.limits.asyncPayloadBytesMax + 1),
        });
      case 'return-error':
        return returned({ Status: 'FAILED', Error: { ErrorMessage: result } });
      case 'checkpoint-result': {
        const end = await this.#write([{ Type: 'EXECUTION', Action: 'SUCCEED', Payload: result }]);
        return end ?? returned({ Status: 'SUCCEEDED', Result: '' });
      }
      case 'checkpoint-error': {
        const end = await this.#write([
          { Type: 'EXECUTION', Action: 'FAIL', Error: { ErrorMessage: result } },
        ]);
        return end ?? returned({ Status: 'FAILED' });
      }
    }
  }

  #learn(operations: readonly Operation[]): void {
    for (const operation of operations) {
      this.#known.set(operation.Id, operation);
      const callbackId = operation.CallbackDetails?.CallbackId;
      if (callbackId !== undefined) this.#context.world.outside.receive(callbackId);
    }
  }
}

const returned = (output: object): HandlerEnd => ({ kind: 'returned', body: JSON.stringify(output) });
