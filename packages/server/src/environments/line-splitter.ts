// Cuts the output of a process into lines.

import { StringDecoder } from 'node:string_decoder';
import { environmentLimits } from './limits.ts';

/** Feed it chunks; it calls `onLine` for each line without its end. Longer lines than the limit come in pieces. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: (line: string) => void;
  #partial = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    const text = this.#partial + this.#decoder.write(chunk);
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      this.#emit(text.slice(start, end));
      start = end + 1;
    }
    this.#partial = text.slice(start);
    if (this.#partial.length > environmentLimits.logLineBytesMax) this.#flush();
  }

  /** Emits what is left when the output ends without a line end. */
  end(): void {
    this.#partial += this.#decoder.end();
    this.#flush();
  }

  #flush(): void {
    if (this.#partial !== '') this.#emit(this.#partial);
    this.#partial = '';
  }

  #emit(line: string): void {
    const limit = environmentLimits.logLineBytesMax;
    for (let start = 0; start === 0 || start < line.length; start += limit) {
      // Runtimes write a line break inside a message as a carriage return, so that the message stays one line.
      this.#onLine(
        line
          .slice(start, start + limit)
          .replace(/\r$/, '')
          .replaceAll('\r', '\n'),
      );
    }
  }
}
