// The last lines of an invocation's output: what LogType=Tail returns.

import { limits } from '@perdure/protocol';

export class LogTail {
  #text = '';

  add(line: string): void {
    this.#text += `${line}\n`;
    // Cut rarely, and to more than is asked for: the exact end is cut when the text is read.
    if (this.#text.length > 2 * limits.logTailBytesMax)
      this.#text = this.#text.slice(-limits.logTailBytesMax);
  }

  /** At most `logTailBytesMax` bytes of UTF-8. */
  toString(): string {
    if (this.#text === '') return '';
    const bytes = Buffer.from(this.#text);
    if (bytes.length <= limits.logTailBytesMax) return this.#text;
    let start = bytes.length - limits.logTailBytesMax;
    // A cut inside a character would put more bytes in its place than it had.
    while (isContinuation(bytes[start])) start += 1;
    return bytes.toString('utf8', start);
  }
}

const CONTINUATION_MASK = 0b1100_0000;
const CONTINUATION_MARK = 0b1000_0000;

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & CONTINUATION_MASK) === CONTINUATION_MARK;
}
