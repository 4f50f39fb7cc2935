// One end of the connection between a server and a worker: frames out, frames in, and the certainty that the other end is
// still there.
//
// C1  After `onClosed` nothing more is received, and what is sent goes nowhere.
// C2  The other end is heard from all the time. When it is not, the connection counts as closed, however open it looks.

import type { Duplex } from 'node:stream';
import { workerLimits } from './limits.ts';

export interface FrameObserver<Received> {
  received(frame: Received): void;
  /** Once, with the reason in words. */
  closed(reason: string): void;
}

const LINE_END = 0x0a;

export class FrameConnection<Sent extends { kind: string }, Received extends { kind: string }> {
  readonly #socket: Duplex;
  readonly #observer: FrameObserver<Received>;
  readonly #heartbeat: NodeJS.Timeout;
  #chunks: Buffer[] = [];
  #length = 0;
  #heardAt = Date.now();
  #isClosed = false;

  /** @param head what the other end sent right behind its request */
  constructor(socket: Duplex, head: Buffer, observer: FrameObserver<Received>) {
    this.#socket = socket;
    this.#observer = observer;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (error) => this.close(error.message));
    socket.on('close', () => this.close('the connection was closed'));
    socket.on('end', () => this.close('the other side closed the connection'));
    this.#heartbeat = setInterval(() => this.#beat(), workerLimits.heartbeatMillis);
    if (head.length > 0) setImmediate(() => this.#take(head));
  }

  /** Whether the other end takes less than it is sent. */
  get isCongested(): boolean {
    return this.#socket.writableLength > workerLimits.outputBytesMax;
  }

  send(frame: Sent): void {
    if (!this.#isClosed) this.#socket.write(`${JSON.stringify(frame)}\n`);
  }

  close(reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#heartbeat);
    this.#socket.destroy();
    this.#observer.closed(reason);
  }

  #beat(): void {
    if (Date.now() - this.#heardAt > workerLimits.silenceMillisMax)
      this.close('nothing was heard from the other side');
    else if (!this.#isClosed) this.#socket.write('{"kind":"alive"}\n');
  }

  #take(chunk: Buffer): void {
    this.#heardAt = Date.now();
    let start = 0;
    for (let end = chunk.indexOf(LINE_END); end !== -1; end = chunk.indexOf(LINE_END, start)) {
      this.#chunks.push(chunk.subarray(start, end));
      const line = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
      this.#chunks = [];
      this.#length = 0;
      start = end + 1;
      if (!this.#isClosed) this.#receive(line?.toString() ?? '');
    }
    this.#chunks.push(chunk.subarray(start));
    this.#length += chunk.length - start;
    if (this.#length > workerLimits.frameBytesMax) this.close('a frame is longer than any can be');
  }

  #receive(line: string): void {
    let frame: Received;
    try {
      frame = JSON.parse(line);
    } catch {
      this.close('a frame is no JSON');
      return;
    }
    if (frame.kind === 'alive') return;
    try {
      this.#observer.received(frame);
    } catch (error) {
      // A frame that lacks what its kind has: whoever sends one is not to be talked to.
      this.close(
        `a frame could not be understood: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}
