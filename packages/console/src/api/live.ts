// The server's stream of events: what happens to executions, told to the page while it happens.
//
// A browser connects again by itself and says which event it saw last. It gives up on an answer that is not a stream, such as
// a refusal or the error of a proxy while the server restarts; then this asks again, later each time.

import { urlOf } from './http.ts';

export type LiveState = 'connecting' | 'live' | 'disconnected';

export interface LiveHandlers {
  /** A message of one of the types asked for; the text is JSON. */
  onMessage(type: string, data: string): void;
  onState(state: LiveState): void;
}

export interface LiveSource {
  path: string;
  query: Readonly<Record<string, string | undefined>>;
  types: readonly string[];
  /** The id to go on behind when the browser cannot tell: asked for with every new connection. */
  lastEventId?(): string | undefined;
}

const retryMillisMin = 1000;
const retryMillisMax = 15_000;

/**
 * Connects, and stays connected until the answered function is called. A tab that nobody sees gives its connection back,
 * because a browser has only six for one server, and connects again when it is looked at.
 */
export function followLive(source: LiveSource, handlers: LiveHandlers): () => void {
  const live = new LiveConnection(source, handlers);
  const onVisibility = (): void => {
    if (document.visibilityState === 'hidden') live.close();
    else live.connect();
  };
  document.addEventListener('visibilitychange', onVisibility);
  onVisibility();
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    live.close();
  };
}

class LiveConnection {
  readonly #source: LiveSource;
  readonly #handlers: LiveHandlers;
  #stream: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retryMillis = retryMillisMin;

  constructor(source: LiveSource, handlers: LiveHandlers) {
    this.#source = source;
    this.#handlers = handlers;
  }

  connect(): void {
    this.close();
    const { path, query, types, lastEventId } = this.#source;
    this.#handlers.onState('connecting');
    const stream = new EventSource(urlOf({ path, query: { ...query, LastEventId: lastEventId?.() } }));
    this.#stream = stream;
    stream.onopen = () => {
      this.#retryMillis = retryMillisMin;
      this.#handlers.onState('live');
    };
    stream.onerror = () => {
      this.#handlers.onState('disconnected');
      if (stream.readyState === EventSource.CLOSED) this.#connectLater();
    };
    for (const type of types) {
      stream.addEventListener(type, (event) => this.#handlers.onMessage(type, String(event.data)));
    }
  }

  close(): void {
    this.#stream?.close();
    clearTimeout(this.#timer);
  }

  #connectLater(): void {
    this.#timer = setTimeout(() => this.connect(), this.#retryMillis);
    this.#retryMillis = Math.min(this.#retryMillis * 2, retryMillisMax);
  }
}
