// Owns: the scripted answers to callbacks. They are given while a run goes on, each once, at its modelled time.

import type { OperationState } from '@perdure/engine';
import { OperationSubType } from '@perdure/sdk';
import { durationMillis } from '../duration-millis.ts';
import type { ExecutionTrail } from '../local/execution-trail.ts';
import type { RunClock } from '../local/run-clock.ts';
import type { CallbackApi } from '../operations/execution-view.ts';
import { type CallbackAnswer, toErrorObject, toPayload } from './answer.ts';

/** One answer for every callback of a name, or a function of which one it is, counted from 0. */
export type CallbackScript = CallbackAnswer | ((index: number) => CallbackAnswer);

/** Stands for every callback, named or not, that no script of its own name answers. */
export const ANY_CALLBACK = '*';

type OpenCallback = Extract<OperationState, { type: 'CALLBACK' }>;

export class CallbackAnswers {
  readonly #scripts: ReadonlyMap<string, CallbackScript>;
  readonly #clock: RunClock;
  readonly #callbacks: CallbackApi;
  readonly #taken = new Set<string>();
  readonly #counts = new Map<string, number>();

  constructor(scripts: ReadonlyMap<string, CallbackScript>, clock: RunClock, callbacks: CallbackApi) {
    this.#scripts = scripts;
    this.#clock = clock;
    this.#callbacks = callbacks;
  }

  /** Names for which an answer is scripted that no callback has asked for. */
  get unused(): string[] {
    return [...this.#scripts.keys()].filter((name) => !this.#counts.has(name) && name !== ANY_CALLBACK);
  }

  /** An execution has changed: schedules the answers to callbacks that are open now. */
  update(trail: ExecutionTrail): void {
    if (this.#scripts.size === 0) return;
    for (const operation of trail.state.operations.values()) {
      if (operation.type !== 'CALLBACK' || operation.status !== 'STARTED') continue;
      if (!this.#taken.has(operation.callbackId)) this.#consider(trail, operation);
    }
  }

  #consider(trail: ExecutionTrail, callback: OpenCallback): void {
    const ownName = callbackName(trail, callback);
    const name = ownName !== undefined && this.#scripts.has(ownName) ? ownName : ANY_CALLBACK;
    const script = this.#scripts.get(name);
    if (script === undefined || !isHandedOver(trail, callback)) return;
    this.#taken.add(callback.callbackId);
    const index = this.#counts.get(name) ?? 0;
    this.#counts.set(name, index + 1);
    this.#schedule(callback.callbackId, typeof script === 'function' ? script(index) : script);
  }

  #schedule(callbackId: string, answer: CallbackAnswer): void {
    const now = this.#clock.now();
    const cancelHeartbeats = this.#beat(callbackId, answer);
    if ('open' in answer) return;
    const at = now + (answer.after === undefined ? 0 : durationMillis(answer.after));
    this.#clock.appoint(at, () => {
      cancelHeartbeats();
      const given =
        'success' in answer
          ? this.#callbacks.succeed(callbackId, toPayload(answer.success))
          : this.#callbacks.fail(callbackId, toErrorObject(answer.failure));
      // It may have timed out meanwhile: then the answer comes too late, as it would in the field.
      given.catch(() => undefined);
    });
  }

  #beat(callbackId: string, { heartbeatEvery }: CallbackAnswer): () => void {
    if (heartbeatEvery === undefined) return () => undefined;
    const interval = Math.max(1, durationMillis(heartbeatEvery));
    let cancel: () => void = () => undefined;
    const arm = (): void => {
      cancel = this.#clock.appoint(this.#clock.now() + interval, () => {
        this.#callbacks.heartbeat(callbackId).then(arm, () => undefined);
      });
    };
    arm();
    return () => cancel();
  }
}

/** A callback inside a waitForCallback has no name of its own. */
export function callbackName(trail: ExecutionTrail, callback: OperationState): string | undefined {
  if (callback.name !== undefined || callback.parentId === undefined) return callback.name;
  const parent = trail.state.operations.get(callback.parentId);
  return parent?.subType === OperationSubType.WAIT_FOR_CALLBACK ? parent.name : undefined;
}

/** Whether the other side can know the callback: in a waitForCallback, once the submitter is through. */
function isHandedOver(trail: ExecutionTrail, callback: OpenCallback): boolean {
  const { operations } = trail.state;
  const parent = callback.parentId === undefined ? undefined : operations.get(callback.parentId);
  if (parent?.subType !== OperationSubType.WAIT_FOR_CALLBACK) return true;
  for (const operation of operations.values()) {
    if (operation.type === 'STEP' && operation.parentId === parent.id)
      return operation.status === 'SUCCEEDED';
  }
  return false;
}
