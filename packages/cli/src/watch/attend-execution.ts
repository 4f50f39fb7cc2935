// Stays with an execution until it ends: shows it if wanted, else that it goes on and why it does not, and lets a person
// answer its callbacks.

import { setTimeout as sleep } from 'node:timers/promises';
import { askForCallback, sendAnswer } from '../callback/callback-menu.ts';
import { ApiError } from '../failure.ts';
import type { LambdaApi } from '../lambda-api.ts';
import { ProgressLine } from '../output/progress.ts';
import type { Terminal } from '../terminal.ts';
import { followExecution } from './follow-execution.ts';
import { LiveView } from './live-view.ts';

/** Whoever gets the callback id from the function may answer at once; only then is a person asked. */
const SETTLE_MS = 500;

export interface AttendOptions {
  /** Show the operations as they happen. */
  watch: boolean;
  /** Offer open callbacks to the person at the terminal. */
  answerCallbacks: boolean;
  /** What is sent to a callback when the person agrees without giving a result. */
  suggestedResult?: string;
  /** Ends the attendance before the execution ends. */
  signal?: AbortSignal;
  /** Runs after new events were shown and before the next ones are asked for; nothing else talks to the server then. */
  between?: (view: LiveView) => Promise<void>;
}

export async function attendExecution(
  api: LambdaApi,
  executionArn: string,
  terminal: Terminal,
  { watch, answerCallbacks, suggestedResult, signal, between }: AttendOptions,
): Promise<void> {
  const view = new LiveView(watch ? terminal : silent(terminal));
  const line = new ProgressLine(watch ? silent(terminal) : terminal, 'The execution runs');
  const desk = new CallbackDesk(api, executionArn, terminal, view, line, suggestedResult);
  let told: string | undefined;
  const tell = (): void => {
    if (watch || view.isHeld) return;
    const failure = view.failing.text();
    if (failure !== undefined && failure !== told) {
      line.clear();
      terminal.err(`${failure}\n`);
    }
    told = failure;
    line.draw();
  };
  try {
    for await (const events of followExecution(api, executionArn, signal && { signal })) {
      view.show(events);
      tell();
      await between?.(view);
      if (answerCallbacks) desk.look();
    }
  } finally {
    line.clear();
    await desk.close();
  }
}

const silent = (terminal: Terminal): Terminal => ({
  ...terminal,
  live: false,
  interactive: false,
  out: () => {},
});

/** Offers one callback at a time, each once; a callback that is answered elsewhere meanwhile is withdrawn. */
class CallbackDesk {
  readonly #api: LambdaApi;
  readonly #executionArn: string;
  readonly #terminal: Terminal;
  readonly #view: LiveView;
  readonly #line: ProgressLine;
  readonly #suggestedResult: string | undefined;
  readonly #offered = new Set<string>();
  #open: { callbackId: string; withdraw: AbortController; done: Promise<void> } | undefined;

  #fault: unknown;

  constructor(
    api: LambdaApi,
    executionArn: string,
    terminal: Terminal,
    view: LiveView,
    line: ProgressLine,
    suggestedResult: string | undefined,
  ) {
    this.#api = api;
    this.#executionArn = executionArn;
    this.#terminal = terminal;
    this.#view = view;
    this.#line = line;
    this.#suggestedResult = suggestedResult;
  }

  look(): void {
    // Nobody would answer the callback any more, so the execution would be followed for ever.
    if (this.#fault !== undefined) throw this.#fault;
    const waiting = this.#view.tree.openCallbacks().flatMap(({ callbackId }) => callbackId ?? []);
    if (this.#open !== undefined) {
      if (!waiting.includes(this.#open.callbackId)) this.#open.withdraw.abort();
      return;
    }
    const callbackId = waiting.find((id) => !this.#offered.has(id));
    if (callbackId === undefined) return;
    this.#offered.add(callbackId);
    const withdraw = new AbortController();
    const done = this.#offer(callbackId, withdraw.signal).finally(() => {
      this.#open = undefined;
      this.#view.release();
    });
    done.catch((fault) => {
      this.#fault = fault;
    });
    this.#open = { callbackId, withdraw, done };
  }

  async close(): Promise<void> {
    this.#open?.withdraw.abort();
    await this.#open?.done;
  }

  async #offer(callbackId: string, signal: AbortSignal): Promise<void> {
    await sleep(SETTLE_MS);
    if (signal.aborted) return;
    this.#view.hold();
    this.#line.clear();
    for (;;) {
      const answer = await askForCallback(this.#terminal, callbackId, signal, this.#suggestedResult);
      if (answer === undefined) return;
      try {
        await sendAnswer(this.#api, this.#executionArn, callbackId, answer);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        this.#terminal.err(`${error.message}\n`);
        return;
      }
      if (answer.kind !== 'heartbeat') return;
    }
  }
}
