// Owns: turning the bytes of a connection into one HTTP/1.1 response.
//
// H1  A response that arrives in one piece, as nearly all do, is decoded from the connection's buffer without a copy.
// H2  What cannot be understood is an error: a connection out of step is never used again.

export interface HttpResponse {
  status: number;
  /** Header lines as they came, with CRLF before each. Use `headerOf`. */
  head: string;
  body: string;
  /** Whether the connection may carry another request. */
  isReusable: boolean;
}

/** The value of a response header; undefined when it is absent. `name` must be in lower case. */
export function headerOf(head: string, name: string): string | undefined {
  const start = head.toLowerCase().indexOf(`\r\n${name}:`);
  if (start < 0) return undefined;
  const valueStart = start + name.length + '\r\n:'.length;
  const end = head.indexOf('\r\n', valueStart);
  return head.slice(valueStart, end < 0 ? undefined : end).trim();
}

type Framing = { kind: 'sized'; bytes: number } | { kind: 'chunked' } | { kind: 'until-close' };

interface Head {
  status: number;
  text: string;
  bodyStart: number;
  framing: Framing;
  isKeptAlive: boolean;
}

const STATUS_START = 'HTTP/1.1 '.length;
const STATUS_END = STATUS_START + '200'.length;
const HEX = 16;
const HTTP_SUCCESS_FIRST = 200;
const HTTP_NO_CONTENT = 204;
const BODY_BYTES_MAX = 64 * 1024 * 1024;
const HEAD_BYTES_MAX = 64 * 1024;

export class ResponseReader {
  #held: Buffer | undefined;
  #heldBytes = 0;
  #head: Head | undefined;

  /** Takes bytes; answers the response once it is complete. Throws when the bytes are no response. */
  read(chunk: Buffer): HttpResponse | undefined {
    const bytes = this.#held === undefined ? chunk : this.#hold(chunk);
    const response = this.#parse(bytes, false);
    if (response === undefined && this.#held === undefined) this.#hold(chunk);
    return response;
  }

  /** The connection ended: completes a response whose end is the end of the connection. */
  end(): HttpResponse | undefined {
    if (this.#held === undefined || this.#head?.framing.kind !== 'until-close') return undefined;
    return this.#parse(this.#held.subarray(0, this.#heldBytes), true);
  }

  #hold(chunk: Buffer): Buffer {
    const needed = this.#heldBytes + chunk.length;
    if (needed > BODY_BYTES_MAX) throw new Error('The response is larger than any that the service sends.');
    if (this.#held === undefined || this.#held.length < needed) {
      const grown = Buffer.allocUnsafe(needed * 2);
      this.#held?.copy(grown, 0, 0, this.#heldBytes);
      this.#held = grown;
    }
    chunk.copy(this.#held, this.#heldBytes);
    this.#heldBytes = needed;
    return this.#held.subarray(0, needed);
  }

  #parse(bytes: Buffer, isEnded: boolean): HttpResponse | undefined {
    this.#head ??= parseHead(bytes);
    const head = this.#head;
    if (head === undefined) {
      if (bytes.length > HEAD_BYTES_MAX) throw new Error('The response has no end of headers.');
      return undefined;
    }
    const { status, text, bodyStart, framing, isKeptAlive } = head;
    if (framing.kind === 'chunked') return parseChunked(bytes, head);
    if (framing.kind === 'until-close') {
      if (!isEnded) return undefined;
      return { status, head: text, body: bytes.toString('utf8', bodyStart), isReusable: false };
    }
    const end = bodyStart + framing.bytes;
    if (bytes.length < end) return undefined;
    const body = bytes.toString('utf8', bodyStart, end);
    return { status, head: text, body, isReusable: isKeptAlive && bytes.length === end };
  }
}

function parseHead(bytes: Buffer): Head | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const text = bytes.toString('latin1', 0, end);
  const status = Number(text.slice(STATUS_START, STATUS_END));
  if (!text.startsWith('HTTP/1.') || !Number.isInteger(status))
    throw new Error('The answer is not HTTP/1.1.');
  if (status < HTTP_SUCCESS_FIRST) throw new Error(`Unexpected interim response ${status}.`);
  const isKeptAlive = text.startsWith('HTTP/1.1') && headerOf(text, 'connection')?.toLowerCase() !== 'close';
  return { status, text, bodyStart: end + '\r\n\r\n'.length, framing: framingOf(status, text), isKeptAlive };
}

function framingOf(status: number, head: string): Framing {
  if (status === HTTP_NO_CONTENT) return { kind: 'sized', bytes: 0 };
  const length = headerOf(head, 'content-length');
  if (length !== undefined) {
    const bytes = Number(length);
    if (!Number.isInteger(bytes) || bytes < 0) throw new Error(`Bad content-length ${length}.`);
    return { kind: 'sized', bytes };
  }
  return headerOf(head, 'transfer-encoding')?.toLowerCase() === 'chunked'
    ? { kind: 'chunked' }
    : { kind: 'until-close' };
}

function parseChunked(bytes: Buffer, head: Head): HttpResponse | undefined {
  const pieces: Buffer[] = [];
  let at = head.bodyStart;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), HEX);
    if (!Number.isInteger(size) || size < 0) throw new Error('Bad chunk size.');
    const start = lineEnd + '\r\n'.length;
    const end = start + size;
    if (bytes.length < end + '\r\n'.length) return undefined;
    at = end + '\r\n'.length;
    if (size > 0) {
      pieces.push(bytes.subarray(start, end));
      continue;
    }
    // Trailers are not used by the service: with them the connection is out of step and is given up.
    const isReusable = head.isKeptAlive && bytes.length === at;
    return { status: head.status, head: head.text, body: Buffer.concat(pieces).toString('utf8'), isReusable };
  }
}
