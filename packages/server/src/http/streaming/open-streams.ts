// The streams that are open: their number is bounded, they hear a heartbeat, and they end when the server stops, which
// otherwise would wait for them for ever.

import { accepted, type Result, refused } from '@perdure/protocol';
import type { Cancel, Clock } from '../../clock.ts';
import { EventStream } from './event-stream.ts';
import { streamLimits } from './limits.ts';

export class OpenStreams {
  readonly #clock: Clock;
  readonly #streams = new Set<EventStream>();
  #heartbeat: Cancel | undefined;
  #isClosed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get count(): number {
    return this.#streams.size;
  }

  /** Opens a stream that begins at the id. Refuses when too many are open, and when the server stops. */
  open(id: string): Result<EventStream> {
    if (this.#isClosed) return refused('ServiceException', 'The server is shutting down. Repeat the call.');
    if (this.#streams.size >= streamLimits.streamsMax) {
      const message = `${streamLimits.streamsMax} event streams are open already; close one that is not read any more`;
      return refused('TooManyRequestsException', message);
    }
    const stream = new EventStream(id);
    this.#streams.add(stream);
    stream.onClosed(() => this.#forget(stream));
    if (this.#heartbeat === undefined) this.#armHeartbeat();
    return accepted(stream);
  }

  /** Ends all streams. Resolves when their connections are free; who does not take the rest in time is cut off. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const closed = [...this.#streams].map(
      (stream) => new Promise<void>((resolve) => stream.onClosed(resolve)),
    );
    for (const stream of this.#streams) stream.end();
    const giveUp = this.#clock.at(this.#clock.now() + streamLimits.endMillisMax, () => {
      for (const stream of this.#streams) stream.cut();
    });
    await Promise.all(closed);
    giveUp();
  }

  #forget(stream: EventStream): void {
    this.#streams.delete(stream);
    if (this.#streams.size > 0) return;
    this.#heartbeat?.();
    this.#heartbeat = undefined;
  }

  #armHeartbeat(): void {
    this.#heartbeat = this.#clock.at(this.#clock.now() + streamLimits.heartbeatMillis, () => {
      for (const stream of this.#streams) stream.beat();
      this.#armHeartbeat();
    });
  }
}
