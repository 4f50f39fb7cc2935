// The log of one function, read in one direction from a place on: what it says that a filter wants, one entry at a time.

import type { Millis } from '@perdure/protocol';
import { type LogEntry, readLogEntry } from './log-entry.ts';
import { listSegments, type Segment } from './log-segments.ts';
import { linesBefore, linesFrom, type SegmentLine } from './segment-lines.ts';

/** A line's place in a function's log: the number of the segment, and a byte offset in it. */
export type LogPlace = readonly [segment: number, offset: number];

export interface LogFilter {
  readonly executionArn?: string;
  readonly operationId?: string;
  readonly requestId?: string;
  /** What the line holds, as it was printed. */
  readonly text?: string;
  /** Inclusive. */
  readonly since?: Millis;
  /** Exclusive. */
  readonly until?: Millis;
}

/** How many bytes a request may still look through. */
export interface ScanBudget {
  bytes: number;
}

export interface FunctionLogOptions {
  readonly folder: string;
  readonly filter: LogFilter;
  readonly budget: ScanBudget;
  readonly newestFirst: boolean;
  /** Default: the beginning; with `newestFirst`, the end. */
  readonly from?: LogPlace | undefined;
}

interface Match {
  entry: LogEntry;
  /** Where to go on to find it again, and where to go on behind it. */
  before: LogPlace;
  after: LogPlace;
}

export class FunctionLog {
  readonly #options: FunctionLogOptions;
  readonly #needles: readonly string[];
  readonly #matches: AsyncGenerator<Match>;
  #place: LogPlace | undefined;
  #next: Match | undefined;
  #isAtEnd = false;

  constructor(options: FunctionLogOptions) {
    this.#options = options;
    this.#place = options.from;
    const { executionArn, operationId, requestId, text } = options.filter;
    const plainText = text !== undefined && isPlain(text) ? text : undefined;
    const needles = [executionArn, operationId, requestId, plainText];
    this.#needles = needles.filter((needle) => needle !== undefined);
    this.#matches = this.#scan();
  }

  /** The next entry, without taking it; undefined at the end, and when the budget is spent. */
  async peek(): Promise<LogEntry | undefined> {
    if (this.#next === undefined && !this.#isAtEnd) {
      const step = await this.#matches.next();
      if (step.done) this.#isAtEnd = true;
      else this.#next = step.value;
    }
    return this.#next?.entry;
  }

  take(): void {
    this.#place = this.#next?.after;
    this.#next = undefined;
  }

  /** Where to go on behind what was taken and looked through; undefined while nothing is known of the log. */
  get place(): LogPlace | undefined {
    return this.#next?.before ?? this.#place;
  }

  async close(): Promise<void> {
    await this.#matches.return(undefined);
  }

  async *#scan(): AsyncGenerator<Match> {
    const { budget, newestFirst } = this.#options;
    for (const { segment, offset } of await this.#segments()) {
      const { number, path } = segment;
      // It may have been dropped since: then its lines are gone, and the next ones are not.
      const batches = skipMissing(newestFirst ? linesBefore(path, offset) : linesFrom(path, offset));
      for await (const lines of batches) {
        for (const line of lines) {
          if (budget.bytes <= 0) return;
          budget.bytes -= line.end - line.start;
          const [first, last] = newestFirst ? [line.end, line.start] : [line.start, line.end];
          const entry = this.#entryOf(line);
          if (entry === undefined) this.#place = [number, last];
          else yield { entry, before: [number, first], after: [number, last] };
        }
      }
    }
  }

  /** The segments to look through, in order, each with the offset to begin at. */
  async #segments(): Promise<{ segment: Segment; offset: number }[]> {
    const { folder, filter, newestFirst, from } = this.#options;
    const { since = Number.NEGATIVE_INFINITY } = filter;
    const all = await listSegments(folder);
    const wanted = all
      .filter(({ modifiedAt }) => modifiedAt >= since)
      .filter(({ number }) => from === undefined || (newestFirst ? number <= from[0] : number >= from[0]))
      .map((segment) => {
        const whole = newestFirst ? segment.size : 0;
        return { segment, offset: from?.[0] === segment.number ? from[1] : whole };
      });
    return newestFirst ? wanted.reverse() : wanted;
  }

  #entryOf(line: SegmentLine): LogEntry | undefined {
    // Most lines are not wanted: told from their bytes, they need not be parsed.
    if (this.#needles.some((needle) => !line.bytes.includes(needle))) return undefined;
    const entry = readLogEntry(line.bytes.toString());
    return entry !== undefined && isWanted(entry, this.#options.filter) ? entry : undefined;
  }
}

/** Whether JSON writes the text as it is, so that its bytes tell whether a line may hold it. */
const isPlain = (text: string): boolean => JSON.stringify(text) === `"${text}"` && text.isWellFormed();

function isWanted(entry: LogEntry, filter: LogFilter): boolean {
  const { executionArn, operationId, requestId, text, since, until } = filter;
  return (
    (executionArn === undefined || entry.executionArn === executionArn) &&
    (operationId === undefined || entry.operationId === operationId) &&
    (requestId === undefined || entry.requestId === requestId) &&
    (since === undefined || entry.at >= since) &&
    (until === undefined || entry.at < until) &&
    (text === undefined || entry.line.includes(text))
  );
}

async function* skipMissing(batches: AsyncGenerator<SegmentLine[]>): AsyncGenerator<SegmentLine[]> {
  try {
    yield* batches;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
